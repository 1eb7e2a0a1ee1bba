package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.ReferenceFolder;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Check;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** The approximation where it is exact, against other programs, and where there is none. */
class LaplaceTest {

  private static final Seed SEED = Seed.of(1);
  private static final Laplace SETTINGS = Laplace.defaults();

  // ---- exact

  private static final double[][] X = {
    {1, 0.2}, {1, -1.3}, {1, 0.7}, {1, 2.1}, {1, -0.4}, {1, 1.6}, {1, 0.1}
  };
  private static final double[] Y = {1.1, -2.3, 2.2, 4.9, -0.2, 4.4, 0.6};
  private static final double NOISE = 0.7;
  private static final double PRIOR = 3;

  /** y ~ N(X b, 0.7²), b ~ N(0, 3²). */
  private static Model<?, ?> conjugate() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray b = m.rv("b", normal(0, PRIOR).expand(new Shape(2)));
              return m.plate("row").rv("y", normal(LinearAlgebra.matVec(x, b), NOISE));
            });
    return line.on(BorchArray.of(X)).observe("y", Y);
  }

  @Test
  void aNormalPosteriorIsExact() {
    // Precision P = XᵀX / s² + I / t², mean P⁻¹ Xᵀy / s².
    double[][] precision = new double[2][2];
    double[] score = new double[2];
    for (int row = 0; row < Y.length; row++) {
      for (int i = 0; i < 2; i++) {
        score[i] += X[row][i] * Y[row] / (NOISE * NOISE);
        for (int j = 0; j < 2; j++) {
          precision[i][j] += X[row][i] * X[row][j] / (NOISE * NOISE);
        }
      }
    }
    precision[0][0] += 1 / (PRIOR * PRIOR);
    precision[1][1] += 1 / (PRIOR * PRIOR);
    double determinant = precision[0][0] * precision[1][1] - Math.pow(precision[0][1], 2);
    double[][] covariance = {
      {precision[1][1] / determinant, -precision[0][1] / determinant},
      {-precision[0][1] / determinant, precision[0][0] / determinant}
    };

    LaplaceFit fit = Infer.laplace(conjugate(), SETTINGS, SEED);
    assertThat(fit.fault()).isEmpty();
    for (int i = 0; i < 2; i++) {
      double mean = covariance[i][0] * score[0] + covariance[i][1] * score[1];
      assertThat(fit.mode().point()[i]).isCloseTo(mean, within(1e-10));
      assertThat(fit.covariance()[i]).containsExactly(covariance[i], within(1e-12));
      assertThat(fit.precision()[i]).containsExactly(precision[i], within(1e-10));
    }
    assertThat(fit.logEvidence()).isCloseTo(logEvidence(), within(1e-8));
  }

  /** log N(y | 0, s² I + t² X Xᵀ), by elimination. */
  private static double logEvidence() {
    int n = Y.length;
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double product = X[i][0] * X[j][0] + X[i][1] * X[j][1];
        covariance[i][j] = PRIOR * PRIOR * product + (i == j ? NOISE * NOISE : 0);
      }
    }
    double[] rest = Y.clone();
    double sum = -0.5 * n * Math.log(2 * Math.PI);
    for (int i = 0; i < n; i++) {
      double pivot = covariance[i][i];
      sum -= 0.5 * (Math.log(pivot) + rest[i] * rest[i] / pivot);
      for (int j = i + 1; j < n; j++) {
        double factor = covariance[j][i] / pivot;
        rest[j] -= factor * rest[i];
        for (int k = i; k < n; k++) {
          covariance[j][k] -= factor * covariance[i][k];
        }
      }
    }
    return sum;
  }

  @Test
  void anExactApproximationPassesItsCheck() {
    Check check = Infer.laplace(conjugate(), SETTINGS, SEED).check();
    assertThat(check.verdict()).isEqualTo(Check.Verdict.GOOD);
    assertThat(check.kHat()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(check.ess()).isCloseTo(check.draws(), within(1e-6));
    assertThat(check.logEvidence()).isCloseTo(logEvidence(), within(1e-8));
    assertThat(check.elbo().value()).isCloseTo(logEvidence(), within(1e-8));
  }

  @Test
  void badlyScaledCoordinatesAreNoHindrance() {
    // Precisions from 1 to 1e8: more than L-BFGS can do, but one Newton step ends at the mode.
    double[] precisions = new double[40];
    Arrays.setAll(precisions, i -> Math.pow(10, i / 39.0 * 8));
    ArrayDensity density =
        ArrayDensity.of(
            40, x -> x.sub(3).square().mul(BorchArray.of(precisions)).sum().mul(-0.5).sub(1000));
    LaplaceFit fit = SETTINGS.approximate(density, SEED);
    assertThat(fit.mode().isConverged()).isTrue();
    for (int i = 0; i < 40; i++) {
      double sd = Math.sqrt(1 / precisions[i]);
      assertThat(fit.mode().point()[i]).isCloseTo(3, within(1e-6 * sd));
      assertThat(fit.covariance()[i][i]).isCloseTo(1 / precisions[i], within(1e-10 * sd * sd));
    }
  }

  // ---- against other programs

  private static final Module<NDArray, NDArray> LOGIT =
      Module.of(
          (m, x) -> {
            NDArray level = m.rv("level", flat());
            NDArray slope = m.rv("slope", flat());
            return m.plate("flight").rv("damage", bernoulliLogits(x.mul(slope).add(level)));
          });

  @Test
  void aLogisticRegressionHasTheStandardErrorsOfR() {
    // Dalal, Fowlkes and Hoadley (1989): O-ring damage (0/1) by temperature in 23 launches. R:
    // glm(damage ~ temperature, binomial) gives 15.0429 (7.3786) and -0.2322 (0.1082).
    double[] temperature = {
      66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58
    };
    double[] damage = {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1};
    Model<?, ?> model = LOGIT.on(BorchArray.of(temperature)).observe("damage", damage);
    LaplaceFit fit = Infer.laplace(model, SETTINGS, SEED);
    assertThat(fit.mode().point()[0]).isCloseTo(15.0429, within(5e-5));
    assertThat(fit.mode().point()[1]).isCloseTo(-0.2322, within(5e-5));
    assertThat(Math.sqrt(fit.covariance()[0][0])).isCloseTo(7.3786, within(5e-5));
    assertThat(Math.sqrt(fit.covariance()[1][1])).isCloseTo(0.1082, within(5e-5));
  }

  private static double[] column(JsonObject data, String name) {
    JsonArray cells = data.getAsJsonArray(name);
    double[] column = new double[cells.size()];
    Arrays.setAll(column, i -> cells.get(i).getAsDouble());
    return column;
  }

  @Test
  void manyWellsAgreeWithTheReferenceDraws() {
    ReferenceFolder folder = ReferenceFolder.of("posteriordb-refit/wells_data-wells_dist100_model");
    JsonObject data = folder.json("data.json");
    double[] hundreds = Arrays.stream(column(data, "dist")).map(metres -> metres / 100).toArray();
    Model<?, ?> model =
        LOGIT.on(BorchArray.of(hundreds)).observe("damage", column(data, "switched"));
    LaplaceFit fit = Infer.laplace(model, SETTINGS, SEED);
    JsonObject reference = folder.json("summary.json").getAsJsonObject("parameters");
    String[] names = {"alpha", "beta[1]"};
    for (int i = 0; i < 2; i++) {
      JsonObject expected = reference.getAsJsonObject(names[i]);
      double sd = expected.get("sd").getAsDouble();
      // 3,020 wells: a posterior that is normal up to a skewness of order 1/sqrt(3020) sd.
      double mcse = expected.get("mcse_mean").getAsDouble();
      assertThat(fit.mode().point()[i])
          .isCloseTo(expected.get("mean").getAsDouble(), within(4 * mcse + sd / 55));
      assertThat(Math.sqrt(fit.covariance()[i][i])).isCloseTo(sd, within(0.03 * sd));
    }
    assertThat(fit.check().verdict()).isEqualTo(Check.Verdict.GOOD);
  }

  // ---- draws

  @Test
  void drawsHaveModeAndCovarianceAndDependOnSeedAndNumberAlone() {
    LaplaceFit fit = Infer.laplace(conjugate(), SETTINGS, SEED);
    int n = 4_000;
    double[][] positions = fit.positions(n, SEED);
    for (int i = 0; i < 2; i++) {
      int own = i;
      double sd = Math.sqrt(fit.covariance()[i][i]);
      double[] draws = Arrays.stream(positions).mapToDouble(at -> at[own]).toArray();
      double mean = Arrays.stream(draws).average().orElseThrow();
      double variance = Arrays.stream(draws).map(x -> Math.pow(x - mean, 2)).sum() / (n - 1);
      assertThat(mean).isCloseTo(fit.mode().point()[i], within(4 * sd / Math.sqrt(n)));
      assertThat(variance / (sd * sd)).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
    }
    double product =
        Arrays.stream(positions)
            .mapToDouble(at -> (at[0] - fit.mode().point()[0]) * (at[1] - fit.mode().point()[1]))
            .average()
            .orElseThrow();
    double scale = Math.sqrt(fit.covariance()[0][0] * fit.covariance()[1][1]);
    assertThat(product).isCloseTo(fit.covariance()[0][1], within(4 * scale * Math.sqrt(2.0 / n)));
    assertThat(fit.positions(3, SEED)[2]).containsExactly(positions[2]);
    assertThat(fit.positions(3, Seed.of(2))[2]).isNotEqualTo(positions[2]);
    double[][] first = fit.draws(3, SEED).element("b", 1);
    assertThat(first[0][2]).isEqualTo(positions[2][1]);
  }

  @Test
  void constrainedDrawsOfALogScaleAreLogNormal() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("rate", gamma(50, 10)));
    LaplaceFit fit = Infer.laplace(module.on(0), SETTINGS, SEED);
    // In u = log rate the density is a u - b e^u: mode log(a/b) = log 5, precision a = 50.
    assertThat(fit.mode().point()[0]).isCloseTo(Math.log(5), within(1e-10));
    assertThat(fit.precision()[0][0]).isCloseTo(50, within(1e-8));
    Draws draws = fit.draws(4_000, SEED);
    double[][] rate = draws.element("rate");
    double mean = 5 * Math.exp(0.5 / 50);
    assertThat(draws.summary().row("rate").mean()).isCloseTo(mean, within(4 * Mcse.mean(rate)));
    // The weights take the draws to the Gamma posterior, whose mean is 5 and sd sqrt(50) / 10.
    Check check = fit.check(4_000, SEED);
    Check.Row row = check.row("rate");
    assertThat(check.verdict()).isEqualTo(Check.Verdict.GOOD);
    assertThat(row.correctedMean()).isCloseTo(5, within(4 * row.correctedError()));
    assertThat(row.correctedSd()).isCloseTo(Math.sqrt(50) / 10, within(0.03));
    assertThat(check.logEvidence()).isCloseTo(0, within(0.005));
    // Stirling: log Γ(50) misses 1/(12 * 50).
    assertThat(fit.logEvidence()).isCloseTo(-1.0 / 600, within(1e-5));
  }

  // ---- no approximation

  @Test
  void aFlatDirectionNamesItsVariables() {
    Module<Integer, NDArray> twins =
        Module.of(
            (m, none) -> {
              NDArray free = m.rv("free", normal(0, 1));
              NDArray mean = m.rv("left", flat()).add(m.rv("right", flat())).add(free);
              return m.rv("y", normal(mean, 1));
            });
    LaplaceFit fit = Infer.laplace(twins.on(0).observe("y", 2), SETTINGS, SEED);
    assertThat(fit.fault())
        .hasValueSatisfying(
            fault ->
                assertThat(fault)
                    .contains("flat along")
                    .contains("left")
                    .contains("right")
                    .doesNotContain("free")
                    .contains("proper priors"));
    assertThatThrownBy(() -> fit.draws(10, SEED))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("left");
    assertThatThrownBy(fit::logEvidence).hasMessageContaining("right");
    assertThatThrownBy(() -> fit.check(10, SEED)).hasMessageContaining("right");
    assertThat(fit.toString()).contains("flat along");
  }

  @Test
  void aHessianThatIsNotFiniteNamesItsVariable() {
    // x^1.5 has a derivative at 0, and no second one.
    ArrayDensity density =
        ArrayDensity.of(2, x -> x.get("0").pow(1.5).add(x.get("1").square()).sum().neg());
    Laplace there = SETTINGS.withSearch(SETTINGS.search().withStart(Start.at(0, 0)));
    LaplaceFit fit = there.approximate(density, SEED);
    assertThat(fit.fault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("not finite for x[1]."));
  }

  @Test
  void aSaddleIsNoMode() {
    // The gradient is 0 at the start, a saddle of -(x² - y²) + ...
    ArrayDensity density =
        ArrayDensity.of(
            2,
            at -> {
              NDArray x = at.get("0").sum();
              NDArray y = at.get("1").sum();
              return y.square().sub(y.square().square()).sub(x.square());
            });
    Laplace stuck = SETTINGS.withSearch(SETTINGS.search().withStart(Start.at(0, 0)));
    LaplaceFit fit = stuck.approximate(density, SEED);
    assertThat(fit.fault())
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("upwards along x[2]").contains("saddle"));
    LaplaceFit found = SETTINGS.approximate(density, SEED);
    assertThat(found.fault()).isEmpty();
    assertThat(Math.abs(found.mode().point()[1])).isCloseTo(Math.sqrt(0.5), within(1e-9));
  }

  @Test
  void aMissedModeSaysSo() {
    Laplace hasty =
        SETTINGS
            .withSearch(SETTINGS.search().withMaxIterations(1).withStarts(1))
            .withMaxNewtonSteps(0);
    ArrayDensity density =
        ArrayDensity.of(2, x -> x.square().square().sum().neg().sub(x.square().sum()));
    LaplaceFit fit = hasty.approximate(density, SEED);
    assertThat(fit.mode().isConverged()).isFalse();
    assertThat(fit.fault()).hasValueSatisfying(fault -> assertThat(fault).contains("limit"));
    assertThat(SETTINGS.withMaxNewtonSteps(0).approximate(density, SEED).fault()).isEmpty();
  }

  @Test
  void aSearchThatEndsBesideTheModeSaysHowFar() {
    Tolerance loose = new Tolerance(0, 0, 0.5, 0, 0); // ends where derivatives are below 0.5
    Laplace early =
        SETTINGS.withSearch(SETTINGS.search().withTolerance(loose)).withMaxNewtonSteps(0);
    LogDensity density =
        ArrayDensity.of(2, x -> x.square().square().sum().neg().sub(x.square().sum()));
    LaplaceFit fit = early.approximate(density, SEED);
    assertThat(fit.mode().isConverged()).isTrue();
    assertThat(fit.fault())
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("posterior standard deviations", "withTolerance"));
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> SETTINGS.withSearch(Lbfgs.defaults()))
        .hasMessageContaining("withJacobian(true)");
    assertThatThrownBy(() -> SETTINGS.withMaxNewtonSteps(-1)).hasMessageContaining("= -1");
  }
}
