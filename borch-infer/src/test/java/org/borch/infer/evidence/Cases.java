package org.borch.infer.evidence;

import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.tensor.number.SpecialFunctions;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** Posteriors whose evidence and moments are known in closed form. */
final class Cases {

  /** Three rows far from what the priors expect, so that the way is not short. */
  static final double[] ROWS = {3.1, 4.4, 2.7};

  private Cases() {}

  /**
   * A positive and a real parameter:
   *
   * <pre>
   *   tau ~ Gamma(2, 2)     mu ~ N(0, 1 / sqrt tau)     three y ~ N(mu, 1 / sqrt tau)
   * </pre>
   */
  static Model<?, ?> normalGamma() {
    Module<Integer, NDArray> model =
        Module.of(
            (m, rows) -> {
              NDArray tau = m.rv("tau", gamma(2, 2));
              NDArray deviation = tau.pow(-0.5);
              NDArray mu = m.rv("mu", normal(0, deviation));
              return m.plate("row", rows).rv("y", normal(mu, deviation));
            });
    return model.on(ROWS.length).observe("y", ROWS);
  }

  /** The logarithm of its evidence (Murphy 2007, equation 95). */
  static double logEvidenceOfNormalGamma() {
    int n = ROWS.length;
    double shape = 2 + n / 2.0;
    double rate = rateOfTau();
    return SpecialFunctions.logGamma(shape)
        - SpecialFunctions.logGamma(2)
        + 2 * Math.log(2)
        - shape * Math.log(rate)
        - 0.5 * Math.log(n + 1)
        - n / 2.0 * Math.log(2 * Math.PI);
  }

  /** Of log tau in its posterior, whose tau is of Gamma(3.5, rate). */
  static double meanOfLogTau() {
    return SpecialFunctions.digamma(2 + ROWS.length / 2.0) - Math.log(rateOfTau());
  }

  private static double rateOfTau() {
    double sum = Arrays.stream(ROWS).sum();
    double squares = Arrays.stream(ROWS).map(y -> y * y).sum();
    return 2 + 0.5 * (squares - sum * sum / (ROWS.length + 1));
  }

  /** A mean with a prior that is much wider than the likelihood: mu ~ N(0, 10), y ~ N(mu, 0.5). */
  static Model<?, ?> normalMean() {
    Module<Integer, NDArray> model =
        Module.of(
            (m, rows) -> {
              NDArray mu = m.rv("mu", normal(0, 10));
              return m.plate("row", rows).rv("y", normal(mu, 0.5));
            });
    return model.on(ROWS.length).observe("y", ROWS);
  }

  /** The logarithm of its evidence: the rows are normal with covariance 0.25 I + 100. */
  static double logEvidenceOfNormalMean() {
    int n = ROWS.length;
    double noise = 0.25;
    double total = noise + n * 100;
    double sum = Arrays.stream(ROWS).sum();
    double squares = Arrays.stream(ROWS).map(y -> y * y).sum();
    double quadratic = (squares - 100 / total * sum * sum) / noise;
    double logDeterminant = (n - 1) * Math.log(noise) + Math.log(total);
    return -0.5 * (quadratic + logDeterminant + n * Math.log(2 * Math.PI));
  }

  /** Twenty normal modes in a square, none of them heavier than three times another. */
  static final class Mixture {

    static final int MODES = 20;
    static final double LOG_INTEGRAL = 3;

    private static final double HALF_SIDE = 10;
    private static final double SD = 0.5;

    private final double[][] centres = new double[MODES][2];
    private final double[] weights = new double[MODES];

    Mixture() {
      NoiseReader noise = new NoiseReader(Key.of(20));
      double sum = 0;
      for (int k = 0; k < MODES; k++) {
        centres[k][0] = HALF_SIDE * (2 * noise.uniform() - 1);
        centres[k][1] = HALF_SIDE * (2 * noise.uniform() - 1);
        weights[k] = 1 + 2.0 * k / (MODES - 1);
        sum += weights[k];
      }
      for (int k = 0; k < MODES; k++) {
        weights[k] /= sum;
      }
    }

    /** The density times exp 3. */
    LogDensity density() {
      return LogDensity.of(2, () -> this::valueAndGradient);
    }

    private double valueAndGradient(double[] at, double[] gradient) {
      double sum = 0;
      double first = 0;
      double second = 0;
      for (int k = 0; k < MODES; k++) {
        double dx = (at[0] - centres[k][0]) / SD;
        double dy = (at[1] - centres[k][1]) / SD;
        double share = weights[k] * Math.exp(-0.5 * (dx * dx + dy * dy)) + Double.MIN_NORMAL;
        sum += share;
        first -= share * dx / SD;
        second -= share * dy / SD;
      }
      gradient[0] = first / sum;
      gradient[1] = second / sum;
      return LOG_INTEGRAL + Math.log(sum) - Math.log(2 * Math.PI * SD * SD);
    }

    /** From a normal that covers the square. */
    TemperedDensity tempered() {
      return TemperedDensity.fromNormal(
          new double[2], new double[] {HALF_SIDE, HALF_SIDE}, density());
    }

    /** How many standard errors the worst of means and standard deviations is off. */
    double worst(Tempered result) {
      double worst = 0;
      for (int i = 0; i < 2; i++) {
        double[][] x = result.unconstrained().coordinate(i);
        double[] all = Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double squares = Arrays.stream(all).map(each -> Math.pow(each - mean, 2)).sum();
        double sd = Math.sqrt(squares / all.length);
        worst = Math.max(worst, Math.abs(mean - mean(i)) / Mcse.mean(x));
        worst = Math.max(worst, Math.abs(sd - sd(i)) / Mcse.sd(x));
      }
      return worst;
    }

    private double mean(int coordinate) {
      double mean = 0;
      for (int k = 0; k < MODES; k++) {
        mean += weights[k] * centres[k][coordinate];
      }
      return mean;
    }

    private double sd(int coordinate) {
      double mean = mean(coordinate);
      double variance = SD * SD;
      for (int k = 0; k < MODES; k++) {
        variance += weights[k] * Math.pow(centres[k][coordinate] - mean, 2);
      }
      return Math.sqrt(variance);
    }
  }
}
