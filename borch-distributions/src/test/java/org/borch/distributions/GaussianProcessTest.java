package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.gaussianProcess;
import static org.borch.distributions.kernel.Kernels.linear;
import static org.borch.distributions.kernel.Kernels.matern52;
import static org.borch.distributions.kernel.Kernels.squaredExponential;
import static org.borch.distributions.kernel.Kernels.whiteNoise;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.kernel.CovarianceKernel;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The process against normal distributions computed by hand. */
class GaussianProcessTest {

  private static final double[] X = {0.2, 0.9, 1.7, 3};
  private static final double[] Y = {0.4, -0.3, 1.2, 2.1};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double k(double x, double y) {
    return 1.69 * Math.exp(-(x - y) * (x - y) / 2 / 0.64);
  }

  private static CovarianceKernel kernel() {
    return squaredExponential(0.8).scaled(1.3);
  }

  private static double[][] covariance() {
    double[][] all = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        all[i][j] = k(X[i], X[j]) + (i == j ? 0.09 : 0);
      }
    }
    return all;
  }

  @Test
  void theDensityIsThatOfTheJointNormal() {
    GaussianProcess process = gaussianProcess(kernel(), BorchArray.of(X), 0.3);

    double density = values(process.logProb(BorchArray.of(Y)))[0];

    assertThat(density).isCloseTo(Normals.logDensity(covariance(), Y), within(1e-12));
  }

  @Test
  void theCurveIsTheRegressionOnTheValues() {
    GaussianProcess process =
        new GaussianProcess(kernel(), BorchArray.of(X), Operand.of(0.5), Operand.of(0.3));
    double[] across = {k(X[0], 1.3), k(X[1], 1.3), k(X[2], 1.3), k(X[3], 1.3)};
    double[] gaps = {-0.1, -0.8, 0.7, 1.6};
    double mean = 0.5 + Normals.form(across, covariance(), gaps);
    double variance = 1.69 - Normals.form(across, covariance(), across);

    MultivariateNormal curve = process.curve(BorchArray.of(Y), BorchArray.of(1.3));
    MultivariateNormal values = process.predict(BorchArray.of(Y), BorchArray.of(1.3));

    assertThat(values(curve.mean())[0]).isCloseTo(mean, within(1e-12));
    assertThat(values(curve.variance())[0]).isCloseTo(variance, within(2e-9));
    assertThat(values(values.variance())[0]).isCloseTo(variance + 0.09, within(1e-12));
  }

  @Test
  void valuesAndTheirPredictionAreTheProcessOfAllInputs() {
    CovarianceKernel kernel = matern52(0.8).plus(linear()).plus(whiteNoise().scaled(0.5));
    NDArray y = BorchArray.of(1.1, -0.4);
    NDArray at = BorchArray.of(0.2, 2.2); // the first is an old input, with an error of its own

    double old =
        values(gaussianProcess(kernel, BorchArray.of(X), 0.3).logProb(BorchArray.of(Y)))[0];
    MultivariateNormal given =
        gaussianProcess(kernel, BorchArray.of(X), 0.3).predict(BorchArray.of(Y), at);
    NDArray all = BorchArray.of(0.2, 0.9, 1.7, 3, 0.2, 2.2);
    NDArray joint =
        gaussianProcess(kernel, all, 0.3).logProb(BorchArray.of(0.4, -0.3, 1.2, 2.1, 1.1, -0.4));

    assertThat(old + values(given.logProb(y))[0]).isCloseTo(values(joint)[0], within(1e-11));
  }

  @Test
  void severalSetsOfValuesArePredictedAtOnce() {
    GaussianProcess process = gaussianProcess(kernel(), BorchArray.of(X), 0.3);
    NDArray two = BorchArray.of(new double[][] {{1, 1, 1, 1}, Y});

    NDArray means = process.curve(two, BorchArray.of(1.3, 2, 2.1)).mean();

    assertThat(means.getShape().getShape()).containsExactly(2, 3);
    assertThat(values(means)[3])
        .isCloseTo(
            values(process.curve(BorchArray.of(Y), BorchArray.of(1.3)).mean())[0], within(1e-13));
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
