package org.borch.infer.mcmc;

import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.borch.Module;
import org.borch.infer.LogDensity;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;

/**
 * A conjugate model with a parameter that is positive, and all that tests of samplers ask of it:
 *
 * <pre>
 *   tau ~ Gamma(2, 2)     mu ~ N(0, 1 / sqrt tau)     three y ~ N(mu, 1 / sqrt tau)
 * </pre>
 *
 * The density comes from borch, with its change of variables; the forward draws do not.
 */
final class NormalGamma {

  /** Coordinates: log tau, mu. */
  static final int DIMENSION = 2;

  static final int LOG_TAU = 0;
  static final int MU = 1;
  static final int DATA = 3;

  /** How many {@link #scores} there are; each is standard normal in the joint law. */
  static final int SCORES = 7;

  private static final double RATE = 2;
  private static final double SHAPE = 3.5; // of tau given data
  private static final double OF_LOG_TAU = 0.33; // the trigamma function there
  private static final double CORRELATION = 0.3;
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  private static final Module<Integer, NDArray> MODEL =
      Module.of(
          (m, rows) -> {
            NDArray tau = m.rv("tau", gamma(2, RATE));
            NDArray deviation = tau.pow(-0.5);
            NDArray mu = m.rv("mu", normal(0, deviation));
            return m.plate("row", rows).rv("y", normal(mu, deviation));
          });

  private NormalGamma() {}

  /** The density of the parameters given data. */
  static LogDensity posterior(double[] data) {
    return LogDensity.of(MODEL.on(DATA).observe("y", data), Seed.of(1));
  }

  /**
   * The density of the parameters given data that may change: that of parameters and data together,
   * of which the latter stay where they are. It is traced once.
   */
  static final class Conditional implements LogDensity.Evaluator {

    final double[] data = new double[DATA];

    private final LogDensity.Evaluator joint =
        LogDensity.of(MODEL.on(DATA), Seed.of(1)).evaluator();
    private final double[] point = new double[DIMENSION + DATA];
    private final double[] slope = new double[DIMENSION + DATA];

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      put(at);
      double value = joint.valueAndGradient(point, slope);
      System.arraycopy(slope, 0, gradient, 0, DIMENSION);
      return value;
    }

    @Override
    public double value(double[] at) {
      put(at);
      return joint.value(point);
    }

    /**
     * A metric for these data, near the covariance of the posterior, whose tau is of Gamma(3.5,
     * rate) and whose mu has a variance of 1 / (4 tau). Any correlation will do.
     */
    Metric metric() {
      double ofMu = rate() / (SHAPE - 1) / (DATA + 1);
      double both = CORRELATION * Math.sqrt(OF_LOG_TAU * ofMu);
      return Metric.dense(new double[][] {{OF_LOG_TAU, both}, {both, ofMu}});
    }

    /** Where the posterior's bulk is. */
    double[] centre() {
      return new double[] {Math.log(SHAPE / rate()), Arrays.stream(data).sum() / (DATA + 1)};
    }

    private double rate() {
      double sum = Arrays.stream(data).sum();
      double squares = Arrays.stream(data).map(y -> y * y).sum();
      return RATE + 0.5 * (squares - sum * sum / (DATA + 1));
    }

    private void put(double[] at) {
      System.arraycopy(at, 0, point, 0, DIMENSION);
      System.arraycopy(data, 0, point, DIMENSION, DATA);
    }
  }

  /** Parameters from the prior. */
  static double[] prior(NoiseReader noise) {
    double tau = -Math.log(noise.uniform() * noise.uniform()) / RATE;
    double[] normal = new double[1];
    noise.normal(normal);
    return new double[] {Math.log(tau), normal[0] / Math.sqrt(tau)};
  }

  /** Draws data given parameters. */
  static void data(double[] parameters, NoiseReader noise, double[] data) {
    noise.normal(data);
    double deviation = Math.exp(-0.5 * parameters[LOG_TAU]);
    for (int i = 0; i < DATA; i++) {
      data[i] = parameters[MU] + deviation * data[i];
    }
  }

  /** The log-likelihood, up to a constant. */
  static double logLikelihood(double[] parameters, double[] data) {
    double squares = 0;
    for (double y : data) {
      squares += (y - parameters[MU]) * (y - parameters[MU]);
    }
    return 0.5 * (DATA * parameters[LOG_TAU] - Math.exp(parameters[LOG_TAU]) * squares);
  }

  /**
   * Normal scores of tau, of mu, of the mean residual, of the sum of two squared residuals, of tau
   * and mu together, of how far tau and how far the mean residual is from its median.
   */
  static double[] scores(double[] parameters, double[] data) {
    double root = Math.exp(0.5 * parameters[LOG_TAU]);
    double rate = RATE * root * root;
    double ofTau = normalScore(1 - (1 + rate) * Math.exp(-rate));
    double ofMu = root * parameters[MU];
    double ofMean = 0;
    for (double y : data) {
      ofMean += root * (y - parameters[MU]) / Math.sqrt(DATA);
    }
    double first = root * (data[0] - parameters[MU]);
    double second = root * (data[1] - parameters[MU]);
    return new double[] {
      ofTau,
      ofMu,
      ofMean,
      normalScore(Math.exp(-0.5 * (first * first + second * second))),
      (ofTau + ofMu) / Math.sqrt(2),
      scoreOfSize(ofTau),
      scoreOfSize(ofMean)
    };
  }

  private static double scoreOfSize(double score) {
    return normalScore(2 * NORMAL.cumulativeProbability(-Math.abs(score)));
  }

  private static double normalScore(double probability) {
    double inside = Math.min(1 - 1e-15, Math.max(1e-15, probability));
    return NORMAL.inverseCumulativeProbability(inside);
  }
}
