package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import org.borch.tensor.trace.Feedback;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.TorchProgram;
import org.junit.jupiter.api.Test;

/** What programs hold in the memory of the engine. */
class TorchMemoryTest {

  private static final Spec VECTOR = new Spec(new Shape(5000), DataType.FLOAT64);

  private static Graph step() {
    NDArray data = BorchArray.full(new Shape(5000), 0.5, DataType.FLOAT64);
    return Graph.trace(
        in -> List.of(in.get(0).sin().add(data).mul(in.get(1)), in.get(0).square().sum()),
        List.of(VECTOR, new Spec(new Shape(), DataType.FLOAT64)));
  }

  @Test
  void twentyThousandRunsInScopesLeaveNothingBehind() {
    TorchProgram program = TorchProgram.of(step());
    NDArray x = BorchArray.full(new Shape(5000), 1, DataType.FLOAT64);
    NDArray factor = BorchArray.scalar(0.9, DataType.FLOAT64);
    run(program, x, factor, 10);
    int before = NativeArrays.count();

    run(program, x, factor, 20_000);

    assertThat(NativeArrays.count()).isLessThanOrEqualTo(before);
  }

  private static void run(TorchProgram program, NDArray x, NDArray factor, int times) {
    for (int i = 0; i < times; i++) {
      try (Scope scope = Scope.open()) {
        program.run(List.of(x, factor));
      }
    }
  }

  @Test
  void aProgramMadeInAScopeOutlivesIt() {
    TorchProgram program;
    NDArray x = BorchArray.full(new Shape(5000), 1, DataType.FLOAT64);
    NDArray factors = BorchArray.of(0.9, 0.8);
    try (Scope scope = Scope.open()) {
      program = TorchProgram.loop(step(), new Feedback(List.of(0, -1), Set.of(1)));
      program.run(List.of(x, factors));
    }
    List<NDArray> results = program.run(List.of(x, factors));

    double once = (Math.sin(1) + 0.5) * 0.9;
    assertThat(results.get(0).toDoubleArray()[17])
        .isCloseTo((Math.sin(once) + 0.5) * 0.8, org.assertj.core.api.Assertions.within(1e-14));
    assertThat(results.get(1).getShape()).isEqualTo(new Shape(2));
  }

  @Test
  void resultsOutsideAScopeAndProgramsGoWithTheirLastReference() {
    NDArray x = BorchArray.full(new Shape(5000), 1, DataType.FLOAT64);
    NDArray factor = BorchArray.scalar(0.9, DataType.FLOAT64);
    TorchProgram.of(step()).run(List.of(x, factor));
    int before = NativeArrays.settledCount(0);

    for (int i = 0; i < 20; i++) {
      TorchProgram.of(step()).run(List.of(x, factor));
    }

    assertThat(NativeArrays.settledCount(before)).isLessThanOrEqualTo(before);
  }
}
