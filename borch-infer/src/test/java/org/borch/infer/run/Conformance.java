package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.tensor.random.Seed;

/** What every algorithm must find. Each check throws if it does not. */
final class Conformance {

  /** Monte Carlo standard errors. */
  private static final double ERRORS = 4;

  private static final int CHAINS = 4;
  private static final int THINNING = 5;

  private Conformance() {}

  /** Means, variances and one covariance of independent normals are the stated ones. */
  static void findsNormals(Contract row, NormalTarget target, double temperature) {
    int d = target.means().length;
    double[][] expected =
        row.variance()
            .covariance(target.precision(), new double[d][d], row.stepSize(), temperature);
    StepAlgorithm algorithm = row.algorithm().on(target.density(), row.stepSize(), temperature);
    requireMoments(run(algorithm, row), target.means(), expected, row.slack());
  }

  /** The same of a regression's coefficients, whose density comes in minibatches. */
  static void findsTheRegression(Contract row, LogPosterior density, RegressionTarget target) {
    double stepSize = row.stepSize() / 1_000; // the least variance is about 1/600
    double[][] expected =
        row.variance().covariance(target.precision(), target.gradientNoise(), stepSize, 1);
    StepAlgorithm algorithm = row.algorithm().on(density, stepSize, 1);
    requireMoments(run(algorithm, row), target.means(), expected, row.slack());
  }

  static UnconstrainedDraws run(StepAlgorithm algorithm, Contract row) {
    Run run =
        Run.defaults()
            .withChains(CHAINS)
            .withSteps(row.steps())
            .withBurnIn(row.steps() / 10)
            .withThinning(THINNING)
            .withProgress(false);
    return ChainRun.begin(algorithm, run, Seed.of(20));
  }

  private static void requireMoments(
      UnconstrainedDraws draws, double[] means, double[][] covariance, double slack) {
    int d = means.length;
    for (int i = 0; i < d; i++) {
      double[] weights = new double[d];
      weights[i] = 1;
      requireMoments(draws, weights, means, covariance, slack);
    }
    double[] sum = new double[d];
    Arrays.fill(sum, 1);
    requireMoments(draws, sum, means, covariance, slack);
  }

  /** Of a weighted sum of the coordinates. */
  private static void requireMoments(
      UnconstrainedDraws draws,
      double[] weights,
      double[] means,
      double[][] covariance,
      double slack) {
    double[][] values = new double[draws.chains()][draws.draws()];
    double mean = 0;
    double variance = 0;
    for (int i = 0; i < weights.length; i++) {
      double[][] coordinate = draws.coordinate(i);
      for (int chain = 0; chain < values.length; chain++) {
        for (int draw = 0; draw < values[chain].length; draw++) {
          values[chain][draw] += weights[i] * coordinate[chain][draw];
        }
      }
      mean += weights[i] * means[i];
      for (int j = 0; j < weights.length; j++) {
        variance += weights[i] * weights[j] * covariance[i][j];
      }
    }
    Diagnosis found = Diagnosis.of(values);
    String of = "of the sum with weights " + Arrays.toString(weights);
    assertThat(found.essBulk()).as("effective draws " + of).isFinite().isGreaterThan(1_000);
    assertThat(found.mean()).as("mean " + of).isCloseTo(mean, within(ERRORS * found.mcseMean()));
    assertThat(found.sd())
        .as("standard deviation " + of)
        .isCloseTo(
            Math.sqrt(variance), within(ERRORS * found.mcseSd() + slack * Math.sqrt(variance)));
  }

  /** Without noise it ends in the optimum. */
  static void reachesTheOptimum(Contract row, NormalTarget target, double tolerance) {
    StepAlgorithm algorithm = row.algorithm().on(target.density(), row.stepSize(), 0);
    Run run = Run.defaults().withChains(1).withSteps(5_000).withBurnIn(4_999).withProgress(false);
    double[] end = ChainRun.begin(algorithm, run, Seed.of(3)).position(0, 0);
    assertThat(end).containsExactly(target.means(), within(tolerance));
  }
}
