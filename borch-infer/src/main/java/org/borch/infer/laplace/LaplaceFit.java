package org.borch.infer.laplace;

import java.util.Locale;
import java.util.Optional;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Check;
import org.borch.infer.run.Interruption;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A normal approximation around a mode in unconstrained coordinates: N(mode, (-Hessian)⁻¹).
 *
 * <p>Where there is no such normal distribution, {@link #fault} says why, and what needs it is an
 * error with the same words. Nothing is ever added to the Hessian to make it definite.
 */
public final class LaplaceFit {

  /** The squared distance to the mode, in posterior standard deviations, that counts as none. */
  static final double AT_MODE = 1e-8;

  private static final int CHECK_DRAWS = 2_500;
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final LogDensity density;
  private final Mode mode;
  private final @Nullable Precision precision;
  private final @Nullable String fault;

  private LaplaceFit(
      LogDensity density, Mode mode, @Nullable Precision precision, @Nullable String fault) {
    this.density = density;
    this.mode = mode;
    this.precision = precision;
    this.fault = fault;
  }

  /** Where there is no mode to expand about. */
  static LaplaceFit failed(LogDensity density, Mode mode) {
    return new LaplaceFit(density, mode, null, Obstacle.sentence(mode));
  }

  /**
   * About a point.
   *
   * @param left the squared distance to the mode in posterior standard deviations
   */
  static LaplaceFit of(LogDensity density, Mode mode, Precision precision, double left) {
    String fault = Obstacle.sentence(density, mode, precision, left).orElse(null);
    return new LaplaceFit(density, mode, precision, fault);
  }

  /** Where the density is largest. */
  public Mode mode() {
    return mode;
  }

  /** Why there is no normal approximation and what to do; empty if there is one. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  private Precision sound() {
    if (fault != null || precision == null) {
      throw new ArithmeticException(fault);
    }
    return precision;
  }

  /**
   * The covariance of the unconstrained coordinates, in the order of the density's vector.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] covariance() {
    return sound().inverse();
  }

  /**
   * The precision: the negative Hessian of the log density at the mode.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] precision() {
    return sound().matrix();
  }

  /**
   * The estimate log p(mode) + d/2 log 2π - 1/2 log det(-Hessian) of the log evidence log p(data);
   * exact for a normal posterior. Meaningful where the density has all its constants.
   *
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double logEvidence() {
    return mode.logDensity() - logNormal(0);
  }

  /** log q at a draw with so large a sum of squared standard normals. */
  private double logNormal(double squares) {
    Precision own = sound();
    return -0.5 * (squares + own.dimension() * LOG_TWO_PI - own.logDeterminant());
  }

  /**
   * Draws of the unconstrained coordinates.
   *
   * @param n how many, at least 1
   * @return [n][dimension]; draw i depends on the seed and i alone
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public double[][] positions(int n, Seed seed) {
    double[][] positions = new double[n][];
    double[] normals = new double[density.dimension()];
    for (int i = 0; i < n; i++) {
      positions[i] = position(seed, i, normals);
    }
    return positions;
  }

  private double[] position(Seed seed, int draw, double[] normals) {
    Key key = seed.key().at("draws").at(draw);
    new NoiseReader(key).normal(normals);
    double[] deviation = sound().spread(normals);
    double[] position = mode.point();
    for (int i = 0; i < position.length; i++) {
      position[i] += deviation[i];
    }
    return position;
  }

  /**
   * Draws of the latent variables in their own coordinates and of derived quantities: one chain of
   * independent draws.
   *
   * @param n how many, at least 1
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public Draws draws(int n, Seed seed) {
    if (n < 1) {
      throw new IllegalArgumentException(n + " draws, expected at least 1");
    }
    return Draws.of(density.variables(), positions(n, seed));
  }

  /** {@link #check(int, Seed)} of 2,500 draws. */
  public Check check() {
    return check(CHECK_DRAWS, Seed.of(0));
  }

  /**
   * Judges the approximation by importance weights.
   *
   * @param n how many draws, at least 2
   * @throws ArithmeticException if there is a {@link #fault}
   */
  public Check check(int n, Seed seed) {
    double[][] positions = new double[n][];
    double[] logRatios = new double[n];
    double[] normals = new double[density.dimension()];
    LogDensity.Evaluator evaluator = density.evaluator();
    for (int i = 0; i < n; i++) {
      Interruption.check("draws", i, n);
      positions[i] = position(seed, i, normals);
      double logDensity = evaluator.value(positions[i]);
      double logRatio = logDensity - logNormal(Point.dot(normals, normals));
      // Far out, where the density cannot be computed, it counts as 0.
      logRatios[i] = Double.isNaN(logRatio) ? Double.NEGATIVE_INFINITY : logRatio;
    }
    return Check.of(Draws.of(density.variables(), positions), logRatios);
  }

  /** The mode, and the evidence or the fault. */
  @Override
  public String toString() {
    return mode
        + "\n"
        + (fault == null
            ? String.format(Locale.ROOT, "Laplace: log evidence about %.6g", logEvidence())
            : fault);
  }
}
