package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joint posteriors where the exact one is a normal that the family has. */
class JointPosteriorFitTest {

  private static final int ROWS = 8;
  private static final int COLUMNS = 3;
  private static final double PRIOR = 2;

  private static final Svi SETTINGS =
      Svi.defaults()
          .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.02, 0, 20_000)))
          .withSteps(20_000)
          .withParticles(8);

  /** An intercept, a slope that it depends on, and another one. */
  private static double[][] design() {
    double[][] x = new double[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      x[i] = new double[] {1, i / 2.0, Math.cos(i)};
    }
    return x;
  }

  private static double[] data() {
    return new double[] {0.3, 1.9, 1.2, 2.5, 3.1, 2.2, 4.4, 4.0};
  }

  /** y ~ Normal(X b, 1), the coefficients in two variables. */
  private static Model<NDArray, NDArray> regression() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray first = m.rv("first", normal(0, PRIOR));
              NDArray others = m.rv("others", normal(0, PRIOR).expand(new Shape(2)).toEvent(1));
              NDArray b = ArrayMath.concat(0, first.reshape(1), others);
              return m.plate("row").rv("y", normal(LinearAlgebra.matVec(x, b), 1));
            });
    return module.on(BorchArray.of(design())).in(DataType.FLOAT64).observe("y", data());
  }

  /** (XᵀX + I / s²)⁻¹. */
  private static NDArray covariance() {
    NDArray x = BorchArray.of(design());
    NDArray precision =
        LinearAlgebra.transpose(x).matMul(x).add(identity(COLUMNS).div(PRIOR * PRIOR));
    return inverse(precision);
  }

  private static NDArray identity(int d) {
    return LinearAlgebra.identity(d, DataType.FLOAT64);
  }

  private static NDArray inverse(NDArray matrix) {
    int d = Math.toIntExact(matrix.getShape().get(0));
    NDArray lower = LinearAlgebra.cholesky(matrix);
    NDArray half = LinearAlgebra.solveTriangular(lower, identity(d), false);
    return LinearAlgebra.transpose(half).matMul(half);
  }

  /** log Normal(y; 0, I + s² X Xᵀ). */
  private static double logEvidence() {
    NDArray x = BorchArray.of(design());
    NDArray y = BorchArray.of(data());
    NDArray marginal = x.matMul(LinearAlgebra.transpose(x)).mul(PRIOR * PRIOR).add(identity(ROWS));
    NDArray distance = y.mul(LinearAlgebra.matVec(inverse(marginal), y)).sum();
    return -0.5
        * (number(distance)
            + number(LinearAlgebra.logDet(marginal))
            + ROWS * Math.log(2 * Math.PI));
  }

  private static double number(NDArray scalar) {
    return values(scalar)[0];
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  static Stream<Posterior> families() {
    return Stream.of(Posteriors.multivariateNormal(), Posteriors.lowRankNormal(2));
  }

  @ParameterizedTest
  @MethodSource("families")
  void reachMeanCovarianceAndEvidenceOfACorrelatedRegression(Posterior posterior) {
    Model<NDArray, NDArray> model = regression().withPosterior(posterior);
    NDArray covariance = covariance();
    double[] exact = values(covariance);
    double[] mean =
        values(
            LinearAlgebra.matVec(
                covariance.matMul(LinearAlgebra.transpose(BorchArray.of(design()))),
                BorchArray.of(data())));
    assertThat(exact[1] / Math.sqrt(exact[0] * exact[4])).isLessThan(-0.75); // correlated
    try (Fit fit = Infer.fit(model, SETTINGS, Seed.of(1));
        Scope scope = Scope.open()) {
      FittedNormal found = FittedNormal.of(fit.params());
      for (int i = 0; i < COLUMNS; i++) {
        double sd = Math.sqrt(exact[i * COLUMNS + i]);
        assertThat(found.mean()[i]).isCloseTo(mean[i], within(0.02 * sd));
        for (int j = 0; j < COLUMNS; j++) {
          double other = Math.sqrt(exact[j * COLUMNS + j]);
          assertThat(found.covariance(i, j))
              .as("covariance of %d and %d", i, j)
              .isCloseTo(exact[i * COLUMNS + j], within(0.02 * sd * other));
        }
      }
      int n = 400;
      double[] weights =
          model.sample(fit.params(), Seed.of(2).key(), n).stream()
              .mapToDouble(draw -> number(Infer.logWeight(draw)))
              .toArray();
      double elbo = Arrays.stream(weights).average().orElseThrow();
      double variance = Arrays.stream(weights).map(w -> (w - elbo) * (w - elbo)).sum() / (n - 1);
      assertThat(elbo).isCloseTo(logEvidence(), within(4 * Math.sqrt(variance / n) + 1e-3));
      assertThat(Math.sqrt(variance)).isLessThan(0.05); // 0 at the exact posterior
    }
  }

  /** y = 4 is x² with noise, so that x is about 2 or about -2. */
  @Test
  void aMixtureOfTwoNormalsFindsBothModesAndTheEvidence() {
    double noise = 0.5;
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", normal(0.3, 1.5));
              return m.rv("y", normal(ArrayMath.square(x), noise));
            });
    Model<Integer, NDArray> model =
        module.on(0).in(DataType.FLOAT64).observe("y", 4).withPosterior(Posteriors.mixture(2));
    double evidence = 0;
    double above = 0;
    double width = 1e-3;
    for (double x = -8; x < 8; x += width) {
      double z = (x - 0.3) / 1.5;
      double e = (4 - x * x) / noise;
      double density = Math.exp(-0.5 * (z * z + e * e)) / (2 * Math.PI * 1.5 * noise) * width;
      evidence += density;
      above += x > 0 ? density : 0;
    }
    Svi settings = SETTINGS.withSteps(3_000).withParticles(4);
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      double[] loc = values(fit.params().get("posterior|loc"));
      Arrays.sort(loc);
      assertThat(loc[0]).isCloseTo(-2, within(0.05));
      assertThat(loc[1]).isCloseTo(2, within(0.05));
      int n = 2_000;
      double positive = 0;
      double elbo = 0;
      try (Scope scope = Scope.open()) {
        for (var draw : model.sample(fit.params(), Seed.of(2).key(), n)) {
          positive += number(draw.get("x").value()) > 0 ? 1.0 / n : 0;
          elbo += number(Infer.logWeight(draw)) / n;
        }
      }
      assertThat(positive).isCloseTo(above / evidence, within(0.05));
      // Two normals lack the skewness of each mode.
      assertThat(elbo).isCloseTo(Math.log(evidence), within(0.02));
    }
  }
}
