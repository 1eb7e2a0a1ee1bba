package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.Stream;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every primitive in a program in single precision, against its kernel on doubles. */
class FloatPlanTest {

  static Stream<PrimitiveCase> rows() {
    return PrimitiveCases.all()
        .filter(row -> row.primitive().kernel(specs(row)).isPresent())
        .filter(row -> row.inputs().stream().noneMatch(in -> in.fixed() == DataType.FLOAT64))
        .filter(row -> row.primitive().output(specs(row)).type() != DataType.FLOAT64);
  }

  private static List<Spec> specs(PrimitiveCase row) {
    return row.arrays(DataType.FLOAT32).stream().map(BorchArray::spec).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theProgramComputesWhatTheKernelComputes(PrimitiveCase row) {
    List<BorchArray> inputs = row.prepared(row.arrays(DataType.FLOAT32));
    double[][] values = inputs.stream().map(BorchArray::values).toArray(double[][]::new);
    Spec result = row.primitive().output(specs(row));
    double[] expected = new double[result.size()];
    row.primitive().kernel(specs(row)).orElseThrow().run(values, expected);
    Graph graph =
        Graph.trace(
            in ->
                List.of(
                    BorchArray.apply(row.primitive(), in.stream().map(BorchArray::wrap).toList())),
            specs(row));
    Plan plan = Program.of(graph).plan();
    for (int i = 0; i < values.length; i++) {
      plan.write(i, values[i]);
    }

    plan.run();

    double[] actual = new double[expected.length];
    plan.read(0, actual);
    for (int i = 0; i < actual.length; i++) {
      double tolerance = 1e-5 * Math.max(1, Math.abs(expected[i]));
      boolean close =
          actual[i] == expected[i]
              || Math.abs(actual[i] - expected[i]) <= tolerance
              || (Double.isNaN(actual[i]) && Double.isNaN(expected[i]));
      assertThat(close).as("element %d is %s, expected %s", i, actual[i], expected[i]).isTrue();
    }
  }
}
