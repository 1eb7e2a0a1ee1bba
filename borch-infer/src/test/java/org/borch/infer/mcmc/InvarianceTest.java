package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.borch.infer.LogDensity;
import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Exact invariance: parameters and data are drawn forwards from their joint law, a kernel moves the
 * parameters given the data, and parameters and data must have the joint law still. Nothing here
 * needs a chain to converge.
 *
 * <p>The model: m ~ N(0, 1), s ~ N(0, ½), three y ~ N(m, exp s).
 */
class InvarianceTest {

  private static final int DATA = 3;
  private static final double LOG_SCALE_DEVIATION = 0.5;
  private static final int MOVES = 4;

  /** Of all tests on right kernels of this class together. */
  private static final double FAMILY_WISE = 0.005;

  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;
  private static final int STATISTICS = 5;
  private static final int RIGHT_KERNELS = 4;

  private static final Tuning TUNING =
      new Tuning(0.9, Metric.dense(new double[][] {{0.5, 0.1}, {0.1, 0.2}}));

  /** The posterior given data, which change. */
  private static final class Posterior implements LogDensity.Evaluator {

    final double[] data = new double[DATA];

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      double precision = Math.exp(-2 * at[1]);
      double sum = 0;
      double squares = 0;
      for (double y : data) {
        double residual = y - at[0];
        sum += residual;
        squares += residual * residual;
      }
      double variance = LOG_SCALE_DEVIATION * LOG_SCALE_DEVIATION;
      gradient[0] = -at[0] + precision * sum;
      gradient[1] = -at[1] / variance + precision * squares - DATA;
      return -0.5 * (at[0] * at[0] + at[1] * at[1] / variance + precision * squares) - DATA * at[1];
    }
  }

  /** The least p-value of the statistics, each of which is standard normal in the joint law. */
  private static double leastP(
      BiFunction<Integer, LogDensity.Evaluator, Kernel> kernels, int replicates) {
    Posterior posterior = new Posterior();
    Kernel kernel = kernels.apply(2, posterior);
    double[][] statistics = new double[STATISTICS][replicates];
    NoiseReader noise = new NoiseReader(Key.of(0));
    double[] forward = new double[2 + DATA];
    Key key = Key.of(20261121);
    for (int i = 0; i < replicates; i++) {
      noise.restart(key.at(i));
      noise.normal(forward);
      double scale = Math.exp(LOG_SCALE_DEVIATION * forward[1]);
      for (int k = 0; k < DATA; k++) {
        posterior.data[k] = forward[0] + scale * forward[2 + k];
      }
      State state = kernel.init(forward[0], LOG_SCALE_DEVIATION * forward[1]);
      for (int move = 0; move < MOVES; move++) {
        state = kernel.step(state, TUNING, key.at(i).at(move)).state();
      }
      double[] at = state.position();
      double residuals = Arrays.stream(posterior.data).map(y -> y - at[0]).sum();
      statistics[0][i] = at[0];
      statistics[1][i] = at[1] / LOG_SCALE_DEVIATION;
      statistics[2][i] = residuals / Math.exp(at[1]) / Math.sqrt(DATA);
      statistics[3][i] = (at[0] + at[1] / LOG_SCALE_DEVIATION) / Math.sqrt(2);
      statistics[4][i] = chiSquareScore(posterior.data, at);
    }
    KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
    NormalDistribution normal = new NormalDistribution(0, 1);
    return Arrays.stream(statistics)
        .mapToDouble(each -> test.kolmogorovSmirnovTest(normal, each))
        .min()
        .orElseThrow();
  }

  /** The normal score of half a sum of two standardised squares, which is exponential. */
  private static double chiSquareScore(double[] data, double[] at) {
    double precision = Math.exp(-2 * at[1]);
    double first = data[0] - at[0];
    double second = data[1] - at[0];
    double tail = Math.exp(-0.5 * precision * (first * first + second * second));
    double inside = Math.min(1 - 1e-15, Math.max(1e-15, tail));
    return new NormalDistribution(0, 1).inverseCumulativeProbability(inside);
  }

  private static NutsKernel nuts(Dynamics dynamics, Choice within, Choice atTop) {
    return new NutsKernel(2, dynamics, 6, within, atTop);
  }

  private static Kernel nuts(int dimension, LogDensity.Evaluator density) {
    return Nuts.defaults().withMaxDepth(6).kernel(dimension, density);
  }

  private static Kernel hmc(int dimension, LogDensity.Evaluator density) {
    return Hmc.defaults().kernel(dimension, density);
  }

  /** Faulty dynamics: the right ones, then changed. */
  private record Faulty(Leapfrog right, double momentumScale, double lastKick) implements Dynamics {

    @Override
    public State at(double[] position) {
      return right.at(position);
    }

    @Override
    public void refresh(Phase point, Metric metric, NoiseReader noise) {
      right.refresh(point, metric, noise);
      for (int i = 0; i < point.momentum.length; i++) {
        point.momentum[i] *= momentumScale;
      }
      point.setVelocity(metric);
    }

    @Override
    public void advance(Phase from, Phase to, Metric metric, double stepSize) {
      right.advance(from, to, metric, stepSize);
      for (int i = 0; i < to.momentum.length; i++) {
        to.momentum[i] += (lastKick - 0.5) * stepSize * to.gradient[i];
      }
      to.setVelocity(metric);
    }
  }

  private static void assertRight(
      BiFunction<Integer, LogDensity.Evaluator, Kernel> kernels, int replicates) {
    assertThat(leastP(kernels, replicates)).isGreaterThan(FAMILY_WISE / STATISTICS / RIGHT_KERNELS);
  }

  /** Far below the level of the right kernels: a fault must not pass by chance. */
  private static void assertWrong(BiFunction<Integer, LogDensity.Evaluator, Kernel> kernels) {
    assertThat(leastP(kernels, FEW)).isLessThan(1e-7);
  }

  @Test
  void hmcKeepsTheJointLaw() {
    assertRight(InvarianceTest::hmc, FEW);
  }

  @Test
  void nutsKeepsTheJointLaw() {
    assertRight(InvarianceTest::nuts, FEW);
  }

  @Test
  @Tag("slow")
  void hmcKeepsTheJointLawToAThousandth() {
    assertRight(InvarianceTest::hmc, MANY);
  }

  @Test
  @Tag("slow")
  void nutsKeepsTheJointLawToAThousandth() {
    assertRight(InvarianceTest::nuts, MANY);
  }

  @Test
  void aWrongMomentumScaleIsNoticed() {
    assertWrong(
        (d, density) -> new HmcKernel(d, new Faulty(new Leapfrog(density), 1.2, 0.5), 1.5, 100));
    assertWrong(
        (d, density) ->
            nuts(
                new Faulty(new Leapfrog(density), 1.2, 0.5),
                Choice.MULTINOMIAL,
                Choice.BIASED_PROGRESSIVE));
  }

  @Test
  void aWrongHalfStepIsNoticed() {
    assertWrong(
        (d, density) -> new HmcKernel(d, new Faulty(new Leapfrog(density), 1, 1), 1.5, 100));
    assertWrong(
        (d, density) ->
            nuts(
                new Faulty(new Leapfrog(density), 1, 1),
                Choice.MULTINOMIAL,
                Choice.BIASED_PROGRESSIVE));
  }

  @Test
  void aBiasedChoiceInTheTreeIsNoticed() {
    Choice unweighted = (older, newer, uniform) -> uniform < 0.5;
    Choice alwaysNewer = (older, newer, uniform) -> true;
    assertWrong((d, density) -> nuts(new Leapfrog(density), unweighted, unweighted));
    assertWrong(
        (d, density) -> nuts(new Leapfrog(density), alwaysNewer, Choice.BIASED_PROGRESSIVE));
    assertWrong((d, density) -> nuts(new Leapfrog(density), Choice.MULTINOMIAL, alwaysNewer));
    assertWrong(
        (d, density) ->
            nuts(new Leapfrog(density), Choice.BIASED_PROGRESSIVE, Choice.BIASED_PROGRESSIVE));
  }

  @Test
  void aMissingJacobianIsNoticed() {
    BiFunction<Integer, LogDensity.Evaluator, Kernel> without =
        (dimension, density) ->
            nuts(
                dimension,
                (at, gradient) -> {
                  double value = density.valueAndGradient(at, gradient);
                  gradient[1] -= 1;
                  return value - at[1];
                });
    assertWrong(without);
  }
}
