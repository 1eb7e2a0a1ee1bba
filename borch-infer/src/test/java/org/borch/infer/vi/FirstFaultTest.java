package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What is said of the first site that is wrong. */
class FirstFaultTest {

  private static final Svi SETTINGS = Svi.defaults().withSteps(50);

  @Test
  void derivativesThatAreFiniteNameNoVariable() {
    Map<String, NDArray> values = Map.of("a", BorchArray.of(1, 2));
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(1), values);
        Params none = Params.empty(DataType.FLOAT64, Seed.of(1))) {
      assertThat(FirstFault.in(List.of())).isEmpty();
      for (String text :
          List.of(
              FirstFault.inGradient(params, BorchArray.of(0, 3)),
              FirstFault.inGradient(none, BorchArray.full(new Shape(0), 0, DataType.FLOAT64)))) {
        assertThat(text).startsWith("no place").contains("are finite").doesNotContain(" by ,");
      }
      assertThat(FirstFault.inGradient(params, BorchArray.of(0, Double.NaN)))
          .contains("its derivative by a,");
    }
  }

  private static NDArray covariance(NDArray s) {
    NDArray one = s.onesLike();
    return ArrayMath.stack(0, one, s, s, one).reshape(2, 2);
  }

  /** On the way through a program as through single steps: the draw is looked at eagerly. */
  @Test
  void aMatrixThatIsNotPositiveDefiniteIsThatOfItsVariable() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", normal(2, 1e-3));
              return m.rv("y", multivariateNormal(BorchArray.of(0, 0), covariance(x)));
            });
    var model = module.on(0).observe("y", new double[] {0.1, 0.2});
    for (int block : new int[] {1, 50}) {
      assertThatThrownBy(() -> Infer.fit(model, SETTINGS.withBlock(block), Seed.of(1)))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("the first fault is at y: ")
          .hasMessageContaining("positive definite");
    }
  }

  @Test
  void aFactorOfSuchAMatrixIsNamedWhereItIsRecorded() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", normal(2, 1e-3));
              NDArray factor = m.deterministic("factor", LinearAlgebra.cholesky(covariance(x)));
              return m.rv("y", normal(factor.sum(), 1));
            });
    assertThatThrownBy(() -> Infer.fit(module.on(0).observe("y", 0.1), SETTINGS, Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("the first fault is at factor: ")
        .hasMessageContaining("NaN");
  }
}
