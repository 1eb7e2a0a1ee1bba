package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Models whose exact posterior is in the family of the automatic posterior. */
class ConjugateTest {

  /**
   * With a longer memory than the default's: the optimum itself is asked for, not a quick start.
   */
  private static final Svi SETTINGS =
      Svi.defaults()
          .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.02, 0, 10_000)))
          .withParticles(2);

  private static final double PERCENT = 2;
  private static final double NATS = 1e-3;

  @Test
  void normalMeanWithKnownScale() {
    double[] data = {2.1, 3.4, 1.7, 2.9, 2.6};
    Module<Integer, NDArray> module =
        Module.of(
            (m, n) -> {
              NDArray mu = m.rv("mu", normal(0, 2));
              return m.plate("row", n).rv("y", normal(mu, 1));
            });
    double precision = 0.25 + data.length;
    double mean = Arrays.stream(data).sum() / precision;
    double logEvidence =
        new MultivariateNormalDistribution(new double[5], plusIdentity(4, 5)).density(data);
    try (Fit fit = fit(module.on(data.length), data)) {
      Summary.Row mu = fit.summary().row("mu");
      assertThat(mu.mean()).isCloseTo(mean, withPercentage(PERCENT));
      assertThat(mu.sd()).isCloseTo(1 / Math.sqrt(precision), withPercentage(PERCENT));
      requireEvidence(fit, Math.log(logEvidence));
    }
  }

  @Test
  void poissonRateUnderAGammaPrior() {
    double[] data = {4, 2, 5, 3, 6, 1};
    Module<Integer, NDArray> module =
        Module.of(
            (m, n) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              return m.plate("row", n).rv("y", poisson(rate));
            });
    double sum = Arrays.stream(data).sum();
    double a = 2 + sum;
    double b = 1.0 + data.length;
    double logEvidence =
        Gamma.logGamma(a)
            - Gamma.logGamma(2)
            - a * Math.log(b)
            - Arrays.stream(data).map(y -> Gamma.logGamma(y + 1)).sum();
    try (Fit fit = fit(module.on(data.length), data)) {
      Summary.Row rate = fit.summary().row("rate");
      assertThat(rate.mean()).isCloseTo(a / b, withPercentage(PERCENT));
      assertThat(rate.sd()).isCloseTo(Math.sqrt(a) / b, withPercentage(PERCENT));
      requireEvidence(fit, logEvidence);
    }
  }

  @Test
  void successProbabilityUnderABetaPrior() {
    double[] data = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1};
    Module<Integer, NDArray> module =
        Module.of(
            (m, n) -> {
              NDArray p = m.rv("p", beta(2, 2));
              return m.plate("row", n).rv("y", bernoulli(p));
            });
    double a = 2 + 7;
    double b = 2 + 3;
    double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
    try (Fit fit = fit(module.on(data.length), data)) {
      Summary.Row p = fit.summary().row("p");
      assertThat(p.mean()).isCloseTo(a / (a + b), withPercentage(PERCENT));
      assertThat(p.sd()).isCloseTo(Math.sqrt(variance), withPercentage(PERCENT));
      requireEvidence(fit, Beta.logBeta(a, b) - Beta.logBeta(2, 2));
    }
  }

  @Test
  void linearRegressionWithKnownNoise() {
    double[][] x = {{1, -1.2}, {1, -0.4}, {1, 0.1}, {1, 0.9}, {1, 1.5}, {1, 2.2}};
    double[] y = {-1.9, -0.2, 0.4, 2.6, 3.1, 5.2};
    Module<NDArray, NDArray> module =
        Module.of(
            (m, rows) -> {
              NDArray prior = LinearAlgebra.identity(2, rows.getDataType()).mul(9);
              NDArray weight = m.rv("weight", multivariateNormal(0, prior));
              NDArray mean = LinearAlgebra.matVec(rows, weight);
              return m.plate("row", rows.getShape().get(0)).rv("y", normal(mean, 0.5));
            });
    RealMatrix design = new Array2DRowRealMatrix(x);
    RealMatrix precision =
        design
            .transpose()
            .multiply(design)
            .scalarMultiply(4)
            .add(MatrixUtils.createRealIdentityMatrix(2).scalarMultiply(1 / 9.0));
    RealMatrix covariance = new LUDecomposition(precision).getSolver().getInverse();
    double[] mean = covariance.multiply(design.transpose()).scalarMultiply(4).operate(y);
    RealMatrix ofData =
        design
            .multiply(design.transpose())
            .scalarMultiply(9)
            .add(MatrixUtils.createRealIdentityMatrix(6).scalarMultiply(0.25));
    double evidence =
        new MultivariateNormalDistribution(new double[6], ofData.getData()).density(y);
    try (Fit fit = fit(module.on(BorchArray.of(x)), y)) {
      Summary summary = fit.summary();
      for (int i = 0; i < 2; i++) {
        Summary.Row weight = summary.row("weight[" + (i + 1) + "]");
        assertThat(weight.mean()).isCloseTo(mean[i], withPercentage(PERCENT));
        assertThat(weight.sd())
            .isCloseTo(Math.sqrt(covariance.getEntry(i, i)), withPercentage(PERCENT));
      }
      requireEvidence(fit, Math.log(evidence));
    }
  }

  private static Fit fit(Model<?, ?> model, double[] data) {
    return Infer.fit(model.in(DataType.FLOAT64).observe("y", data), SETTINGS, Seed.of(3));
  }

  private static double[][] plusIdentity(double variance, int n) {
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(covariance[i], variance);
      covariance[i][i] += 1;
    }
    return covariance;
  }

  private static void requireEvidence(Fit fit, double logEvidence) {
    Estimate elbo = fit.elbo(10_000, Seed.of(4));
    assertThat(elbo.value()).isCloseTo(logEvidence, within(NATS));
    assertThat(elbo.standardError()).isLessThan(NATS);
  }
}
