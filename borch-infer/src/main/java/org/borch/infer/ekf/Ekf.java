package org.borch.infer.ekf;

import org.borch.infer.density.RowLikelihood;
import org.borch.infer.optim.Schedule;
import org.borch.tensor.random.Key;

/**
 * An extended Kalman filter of parameters: a normal belief that takes each batch once, in the order
 * in which it comes, with one gradient of each row. For data that go on, parameters that drift, and
 * first answers after one pass.
 *
 * <pre>
 *   predict   P ← P + q² I
 *   correct   F = Σ over rows of their curvature,  g = Σ of their gradients, at the mean m
 *             P ← (P⁻¹ + η F)⁻¹,   m ← m + η P g
 *   state     position: m | covariance or variance: P
 * </pre>
 *
 * Ollivier 2018 (online natural gradient as a particular case of an extended Kalman filter),
 * equations 2.10 to 2.14; Martens 2020 for the curvatures. With {@link Curvature#GAUSS_NEWTON} and
 * {@link Rows#SUM} one update is the exact posterior where the outputs are linear in the parameters
 * and the likelihood is normal: the Kalman filter. The empirical Fisher has no such case; it needs
 * no outputs.
 *
 * <p>A batch counts its own rows once, not for all data. Positions of a run are means; {@link
 * EkfSteps#belief} has the spread.
 *
 * @param dense whether P is a matrix, for some hundred parameters, or a variance for each
 * @param curvature F of a row
 * @param rows whether F and g are sums over a batch's rows or means, for which η carries the number
 *     of rows
 * @param learningRate η of each update, counted from 0: the power of the likelihood. 1 is Bayes'
 *     rule, 1/T a temperature T
 * @param drift q of each update, by which the parameters' standard deviation grows before it
 * @param scale the standard deviation of the belief at the start
 */
public record Ekf(
    boolean dense,
    Curvature curvature,
    Rows rows,
    Schedule learningRate,
    Schedule drift,
    double scale) {

  /** What stands for the second derivative of a row's log likelihood. */
  public enum Curvature {
    /** The outer product of its gradient. */
    FISHER,
    /** Jᵀ H J by the outputs' Jacobian J and the likelihood's second derivative H. */
    GAUSS_NEWTON
  }

  /** What a batch's rows are together. */
  public enum Rows {
    /** Each row counts once. */
    SUM,
    /** The batch counts as one row. */
    MEAN
  }

  /** Checks the numbers. */
  public Ekf {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("scale = " + scale + ", expected a finite number > 0");
    }
  }

  /** Variances, the empirical Fisher, sums over rows, η = 1, no drift, a belief N(0, 1). */
  public static Ekf defaults() {
    Schedule one = Schedule.constant(1);
    return new Ekf(false, Curvature.FISHER, Rows.SUM, one, Schedule.constant(0), 1);
  }

  /** With a covariance matrix, or with a variance for each parameter. */
  public Ekf withDense(boolean dense) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /** With another curvature. */
  public Ekf withCurvature(Curvature curvature) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /** With sums or means over the rows of a batch. */
  public Ekf withRows(Rows rows) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /** With another constant power of the likelihood. */
  public Ekf withLearningRate(double learningRate) {
    return withLearningRate(Schedule.constant(learningRate));
  }

  /** With a schedule of powers of the likelihood. */
  public Ekf withLearningRate(Schedule learningRate) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /** With another constant drift. */
  public Ekf withDrift(double drift) {
    return withDrift(Schedule.constant(drift));
  }

  /** With a schedule of drifts. */
  public Ekf withDrift(Schedule drift) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /** With another standard deviation at the start. */
  public Ekf withScale(double scale) {
    return new Ekf(dense, curvature, rows, learningRate, drift, scale);
  }

  /**
   * The filter of some {@link org.borch.infer.density.Observations}, of a model's minibatches,
   * {@code JointDensity.of(model, seed)}, or of another density of rows. A density's prior does not
   * count, the belief at the start does, in unconstrained coordinates.
   *
   * @throws IllegalArgumentException if there are no minibatches, or if the curvature needs
   *     outputs, which only some densities have
   */
  public EkfSteps on(RowLikelihood density) {
    if (density.data(Key.of(0)).batch().isEmpty()) {
      throw new IllegalArgumentException(
          "observations of a density of all data, expected minibatches; bind the"
              + " model to them, model.on(minibatches(...))");
    }
    if (curvature == Curvature.GAUSS_NEWTON && density.outputs().isEmpty()) {
      throw new IllegalArgumentException(
          "curvature = GAUSS_NEWTON of observations that are a log likelihood alone, expected"
              + " outputs and a log likelihood of these; use Observations.of(parameters, type,"
              + " batches, outputs, logLikelihoods), or FISHER");
    }
    return new EkfSteps(this, density);
  }
}
