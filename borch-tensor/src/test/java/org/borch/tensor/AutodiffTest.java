package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutodiffTest {

  @Test
  void gradientOfACompositionIsTheProductOfTheParts() {
    NDArray x = BorchArray.of(0.5, -1.0, 2.0);

    NDArray gradient = Autodiff.grad(v -> log1p(exp(v)).mul(v).sum()).apply(x);

    double[] at = {0.5, -1, 2};
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      expected[i] = Math.log1p(Math.exp(at[i])) + at[i] / (1 + Math.exp(-at[i]));
    }
    assertThat(gradient.toDoubleArray()).containsExactly(expected, within(1e-14));
  }

  @Test
  void gradientOfAGradientIsTheSecondDerivative() {
    NDArray x = BorchArray.of(0.7);

    NDArray second = Autodiff.grad(v -> Autodiff.grad(w -> w.sin().sum()).apply(v).sum()).apply(x);

    assertThat(second.toDoubleArray()[0]).isCloseTo(-Math.sin(0.7), within(1e-15));
  }

  @Test
  void broadcastArgumentsGetTheSumOfTheirDerivatives() {
    NDArray rows = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    NDArray shift = BorchArray.of(1, 10, 100);

    var result =
        Autodiff.valueAndGrad(a -> a.get(0).add(a.get(1)).square().sum(), List.of(rows, shift));

    assertThat(result.gradient().get(1).toDoubleArray())
        .containsExactly(2 * (2 + 5), 2 * (12 + 15), 2 * (103 + 106));
    assertThat(result.gradient().get(0).getShape()).isEqualTo(rows.getShape());
  }

  @Test
  void aScopeDifferentiatesWhatItWatchesAndFreesTheRest() {
    NDArray x = BorchArray.of(1.0, 2.0);
    NDArray kept;
    NDArray lost;
    try (Scope scope = Scope.open()) {
      NDArray watched = scope.watch(x);
      lost = watched.square();
      kept = scope.keep(scope.gradient(lost.sum(), List.of(watched)).get(0));
    }
    assertThat(kept.toDoubleArray()).containsExactly(2, 4);
    assertThat(kept.isReleased()).isFalse();
    assertThat(BorchArray.wrap(lost).toString()).isEqualTo("closed array");
  }
}
