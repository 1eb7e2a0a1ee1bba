package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.nn.Convolution;
import org.borch.nn.Estimator;
import org.borch.nn.Linear;
import org.borch.nn.Priors;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network of one layer is Bayesian linear regression, whose posterior is known. */
class EstimatorTest {

  private static final Seed SEED = Seed.of(23);
  private static final int ROWS = 64;
  private static final double NOISE = 0.5;

  /** Orthogonal columns, also to the bias: weights are independent under the posterior. */
  private static double[] column(int j) {
    double[] x = new double[ROWS];
    Arrays.setAll(x, i -> ((i >> j) & 1) == 0 ? 0.5 + j : -0.5 - j);
    return x;
  }

  private static double[] outcomes() {
    double[] y = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double error = NOISE * Math.sin(12.9898 * (i + 1)) * Math.sqrt(2);
      y[i] = 1 + 0.8 * column(0)[i] - 0.6 * column(1)[i] + error;
    }
    return y;
  }

  private static BorchArray inputs() {
    double[] x = new double[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[2 * i] = column(0)[i];
      x[2 * i + 1] = column(1)[i];
    }
    return BorchArray.of(new Shape(ROWS, 2), x);
  }

  private static final class Regression extends Module<NDArray, NDArray> {

    private final Module<NDArray, NDArray> layer;

    Regression(Module<NDArray, NDArray> layer) {
      this.layer = child("layer", layer);
    }

    @Override
    protected NDArray forward(NDArray x) {
      return plate("row").rv("y", normal(layer.call(x).flatten(), NOISE));
    }
  }

  private static Model<NDArray, NDArray> model(Module<NDArray, NDArray> layer, NDArray x) {
    return new Regression(layer).on(x).observe("y", outcomes()).withPosterior(Posteriors.normal());
  }

  private static Svi svi(int steps, double rate, int particles) {
    return Svi.defaults()
        .withSteps(steps)
        .withLearningRate(rate)
        .withParticles(particles)
        .withStart(null)
        .withProgress(false);
  }

  private static void assertIsThePosterior(
      Model<NDArray, NDArray> model, Svi svi, double tolerance) {
    double[] y = outcomes();
    try (Fit fit = Infer.fit(model, svi, SEED)) {
      Params params = fit.params();
      double[] loc = new double[3];
      double[] sd = new double[3];
      double[] weights = BorchArray.wrap(params.get("layer.weight|loc")).values();
      double[] scales = BorchArray.wrap(params.get("layer.weight|log_scale")).values();
      for (int j = 0; j < 2; j++) {
        loc[j] = weights[j];
        sd[j] = Math.exp(scales[j]);
      }
      loc[2] = BorchArray.wrap(params.get("layer.bias|loc")).values()[0];
      sd[2] = Math.exp(BorchArray.wrap(params.get("layer.bias|log_scale")).values()[0]);
      for (int j = 0; j < 3; j++) {
        double[] x = new double[ROWS];
        Arrays.fill(x, 1);
        x = j < 2 ? column(j) : x;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < ROWS; i++) {
          squares += x[i] * x[i];
          products += x[i] * y[i];
        }
        double precision = 1 + squares / (NOISE * NOISE);
        double mean = products / (NOISE * NOISE) / precision;
        assertThat(loc[j]).as("mean %d", j).isCloseTo(mean, within(tolerance * Math.abs(mean)));
        double exact = 1 / Math.sqrt(precision);
        assertThat(sd[j]).as("sd %d", j).isCloseTo(exact, within(tolerance * exact));
      }
    }
  }

  private static Model<NDArray, NDArray> linear(Estimator estimator) {
    return model(new Linear(2, 1, Priors.normal(0, 1)).withEstimator(estimator), inputs());
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  @Tag("slow")
  void oneLayerIsTheClosedForm(Estimator estimator) {
    assertIsThePosterior(linear(estimator), svi(4_000, 0.03, 8), 0.02);
  }

  /** One draw a step: √8 times the noise, in the learned standard deviations, too. */
  @ParameterizedTest
  @EnumSource(Estimator.class)
  void oneLayerIsNearTheClosedFormAfterFewSteps(Estimator estimator) {
    assertIsThePosterior(linear(estimator), svi(3_000, 0.05, 1), 0.02 * Math.sqrt(8));
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void aConvolutionOverOnePlaceIsTheSameLayer(Estimator estimator) {
    Model<NDArray, NDArray> linear =
        model(new Linear(2, 1, Priors.normal(0, 1)).withEstimator(estimator), inputs());
    Model<NDArray, NDArray> convolution =
        model(
            new Convolution(2, 1, new Shape(1), Priors.normal(0, 1)).withEstimator(estimator),
            inputs().expandDims(2));
    try (Params params = linear.init(SEED);
        Params same = convolution.init(SEED)) {
      double expected = loss(linear.sample(params, SEED.at(0)));
      assertThat(loss(convolution.sample(same, SEED.at(0)))).isCloseTo(expected, within(1e-9));
    }
  }

  private static double loss(Trace draw) {
    return BorchArray.wrap(Infer.viLoss(draw)).values()[0];
  }

  private static double[] outputs(Estimator estimator, NDArray x) {
    Model<NDArray, NDArray> model =
        new Linear(2, 1, Priors.normal(0, 1))
            .withEstimator(estimator)
            .on(x)
            .withPosterior(Posteriors.normal().withScale(0.7));
    try (Params params = model.init(SEED)) {
      double[] first = new double[2_000];
      for (int i = 0; i < first.length; i++) {
        Trace draw = model.sample(params, SEED.at(i));
        first[i] = BorchArray.wrap(draw.output(NDArray.class)).values()[0];
      }
      return first;
    }
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void tf5AllEstimatorsHaveTheMomentsOfDrawnWeights(Estimator estimator) {
    double[] y = outputs(estimator, BorchArray.of(new double[][] {{1, 2}}));
    double mean = Arrays.stream(y).average().orElseThrow();
    double variance = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double exact = 0.49 * (1 + 4 + 1);
    assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(exact / y.length)));
    assertThat(variance).isCloseTo(exact, within(4 * exact * Math.sqrt(2.0 / y.length)));
  }

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void tf5ARowOfZerosHasADerivativeAndPredictionsAreFunctions(Estimator estimator) {
    NDArray x = BorchArray.of(new double[][] {{0, 0}, {1, 2}, {1, 2}});
    Model<NDArray, NDArray> model =
        new Linear(2, 1, Priors.normal(0, 1))
            .withEstimator(estimator)
            .on(x)
            .withPosterior(Posteriors.normal());
    try (Scope scope = Scope.open();
        Params params = model.init(SEED)) {
      NDArray y = model.sample(params, SEED.at(0)).output(NDArray.class);
      double[] gradient = BorchArray.wrap(params.gradient(y.mul(y).sum())).values();
      assertThat(gradient).doesNotContain(Double.NaN);
      double[] training = BorchArray.wrap(y).values();
      assertThat(training[1] == training[2]).isEqualTo(estimator == Estimator.WEIGHTS);
      double[] predicted =
          BorchArray.wrap(model.predict(params, SEED.at(0)).output(NDArray.class)).values();
      assertThat(predicted[1]).isEqualTo(predicted[2]);
    }
  }

  @Test
  void aJointPosteriorIsNotForLocalNoise() {
    Model<NDArray, NDArray> model =
        new Linear(2, 1, Priors.laplace(0, 1))
            .withEstimator(Estimator.LOCAL)
            .on(inputs())
            .withPosterior(Posteriors.automatic());
    assertThatThrownBy(() -> model.init(SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Estimator.LOCAL")
        .hasMessageContaining("Estimator.WEIGHTS");
  }
}
