package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.exponential;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class ShrinkageTest {

  private static final Seed SEED = Seed.of(5);
  private static final BorchArray SIGMA = BorchArray.scalar(2, DataType.FLOAT64);

  // region model
  /** Of fifty predictors about three matter. */
  private static final class SparseRegression extends Module<NDArray, NDArray> {
    private final Horseshoe slopes =
        child("b", Horseshoe.regularized(50, Horseshoe.globalScale(3, 50, 100), 4, 2));

    @Override
    protected NDArray forward(NDArray x) { // [100, 50]
      NDArray sigma = rv("sigma", exponential(1));
      NDArray mean = x.matMul(slopes.call(sigma).expandDims(1)).squeeze(1);
      return plate("row").rv("y", normal(mean, sigma));
    }
  }

  // endregion

  private static double[] draw(Trace trace, String name) {
    return values(trace.get(name).value());
  }

  @Test
  void theHorseshoeIsAProductOfItsScalesAndANormalNumber() {
    Trace trace = Horseshoe.of(6, 0.1).on(SIGMA).samplePrior(SEED.at(0));
    double tau = draw(trace, "tau")[0];
    double[] lambda = draw(trace, "lambda");
    double[] z = draw(trace, "z");
    double[] b = values(trace.output(NDArray.class));

    assertThat(b).hasSize(6);
    for (int i = 0; i < b.length; i++) {
      assertThat(b[i]).isCloseTo(z[i] * lambda[i] * tau * 2, within(1e-6 * Math.abs(b[i])));
    }
    assertThat(trace.get("tau").prior().toString()).isEqualTo("HalfCauchy(scale=0.1)");
  }

  @Test
  void theSlabBoundsLargeCoefficients() {
    Horseshoe prior = Horseshoe.regularized(6, 1e6, 4, 3);
    for (int i = 0; i < 20; i++) {
      Trace trace = prior.on(SIGMA).samplePrior(SEED.at(i));
      double tau = draw(trace, "tau")[0];
      double c2 = draw(trace, "c2")[0];
      double[] lambda = draw(trace, "lambda");
      double[] z = draw(trace, "z");
      double[] b = values(trace.output(NDArray.class));
      for (int j = 0; j < b.length; j++) {
        double scale = lambda[j] * tau * 2;
        double expected = z[j] * scale * Math.sqrt(c2 / (c2 + scale * scale));
        assertThat(b[j]).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
        assertThat(Math.abs(b[j])).isLessThanOrEqualTo(1.00001 * Math.abs(z[j]) * Math.sqrt(c2));
      }
    }
  }

  /** E[Σ b²] / σ² is E[R²/(1-R²)] = a/(b-1), here 4/5: Σ φ = 1, and E[z²] = 2. */
  @Test
  void theCoefficientsExplainTheShareThatR2Says() {
    Model<NDArray, NDArray> model = new R2d2(4, 0.4, 10, 0.7).on(SIGMA);
    int draws = 4000;
    double[] explained =
        IntStream.range(0, draws)
            .mapToDouble(
                i -> {
                  Trace trace = model.samplePrior(SEED.at(i));
                  double r2 = draw(trace, "r2")[0];
                  double squares =
                      DoubleStream.of(values(trace.output(NDArray.class))).map(b -> b * b).sum();
                  return squares / 4 * (1 - r2) / r2; // of mean 1 given R²
                })
            .toArray();
    double mean = Arrays.stream(explained).average().orElseThrow();
    double variance =
        Arrays.stream(explained).map(e -> (e - mean) * (e - mean)).sum() / (draws - 1);

    assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(variance / draws)));
  }

  @Test
  void aRegressionHasTheScalesByName() {
    NDArray x = BorchArray.of(new double[100][50]);
    Model<NDArray, NDArray> model =
        new SparseRegression()
            .on(x)
            .observe("y", new double[100])
            .withPosterior(Posteriors.normal());
    Trace trace = model.samplePrior(SEED.at(0));

    assertThat(trace.sites().keySet())
        .contains("b.tau", "b.lambda", "b.z", "b.c2", "b.coefficients", "sigma", "y");
    try (Params params = model.init(SEED)) {
      assertThat(params.names().stream().anyMatch(name -> name.contains("b.lambda"))).isTrue();
    }
  }

  @Test
  void theGlobalScaleFollowsTheNumberOfLargeCoefficients() {
    assertThat(Horseshoe.globalScale(3, 50, 100)).isCloseTo(3 / 470.0, within(1e-15));
    assertThatThrownBy(() -> Horseshoe.globalScale(50, 50, 100))
        .hasMessageContaining("got nonZero = 50.0, size = 50 and rows = 100, expected 0 <");
  }

  @Test
  void whatIsNoPriorIsRefused() {
    assertThatThrownBy(() -> Horseshoe.of(0, 1))
        .hasMessageContaining("got size = 0 and globalScale = 1.0, expected a size of at least 1");
    assertThatThrownBy(() -> Horseshoe.of(2, Double.NaN)).hasMessageContaining("globalScale = NaN");
    assertThatThrownBy(() -> Horseshoe.regularized(2, 1, 0, 1))
        .hasMessageContaining("got slabDf = 0.0 and slabScale = 1.0, expected finite numbers > 0");
    assertThatThrownBy(() -> new R2d2(2, 1, 2, 0.5))
        .hasMessageContaining("got size = 2, mean = 1.0, precision = 2.0 and concentration = 0.5");
    assertThat(Horseshoe.of(2, 1).toString()).isEqualTo("Horseshoe(2, 1.0)");
    assertThat(new R2d2(2, 0.5, 2, 1).toString()).isEqualTo("R2d2(2, 0.5, 2.0, 1.0)");
  }
}
