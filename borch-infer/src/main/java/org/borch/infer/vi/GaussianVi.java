package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.OptimizerStep;
import org.borch.infer.run.StepAlgorithm;
import org.borch.tensor.random.Key;

/**
 * Variational inference by a normal distribution q of all parameters of a log density, as an
 * algorithm that the runner of samplers runs: its position is a draw from q, at which the next step
 * takes its gradient, so that a run's draws after burn-in are q's. For models, with a posterior of
 * your own for each variable, use {@link Svi}.
 *
 * <pre>
 *   θ = μ + S ε,  ε ~ Normal(0, I)
 *   -ELBO = -E[log p(θ | data) - T log q(θ)]
 *   r = ∇ log p(θ) - T ∇ log q(θ);   ∂ELBO/∂μ = E[r],   ∂ELBO/∂S = E[r εᵀ]
 *
 *   state  position | mean | log_scale | lower or factor | noise: ε | moments/NAME
 * </pre>
 *
 * q's own parameters in log q are constants to the gradient (Roeder, Wu and Duvenaud 2017, sticking
 * the landing; all of them, the mean, too): where q is the target, r and with it the gradient of
 * every single draw is 0. The gradient is that per row, so that clipping and learning rates mean
 * the same for any number of rows. T = 1 is the posterior whatever N; the covariance at the optimum
 * is in proportion to T, and at T = 0 q becomes a point.
 *
 * <p>Names for factors of the learning rate are {@code NAME|loc} of the parameters, {@code
 * log_scale}, {@code lower} and {@code factor}.
 *
 * @param form of the covariance
 * @param rank of the factor where the form is {@link Form#LOW_RANK}, else 0
 * @param optimizer makes the steps
 * @param draws from q in each step, over which the gradient is averaged
 * @param temperature T of each update, counted from 0
 * @param scale q's standard deviation at the start, in unconstrained coordinates
 */
public record GaussianVi(
    Form form,
    int rank,
    Optimizer optimizer,
    int draws,
    Schedule temperature,
    double scale) {

  /** The negative evidence lower bound of a step, by the draws that moved q. */
  public static final String NELBO = "nelbo__";

  private static final double LEARNING_RATE = 0.01;
  private static final double SCALE = 0.1;

  /** The form of q's covariance. */
  public enum Form {
    /** Independent coordinates. */
    DIAGONAL,
    /** L Lᵀ with a lower triangular L, whose diagonal is positive: for some hundred coordinates. */
    DENSE,
    /** D² + U Uᵀ with a diagonal D and few columns in U. */
    LOW_RANK
  }

  /** Checks the settings. */
  public GaussianVi {
    OptimizerStep.requirePure(optimizer);
    if ((form == Form.LOW_RANK) != (rank > 0) || rank < 0) {
      throw new IllegalArgumentException(
          "rank = "
              + rank
              + " of a covariance that is "
              + form
              + ", expected > 0 for LOW_RANK"
              + " and 0 else; use withLowRank(rank)");
    }
    if (draws < 1) {
      throw new IllegalArgumentException("draws = " + draws + ", expected at least 1");
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("scale = " + scale + ", expected a finite number > 0");
    }
  }

  /**
   * Independent coordinates, Adam with the learning rate 0.01, one draw a step, T = 1, a standard
   * deviation of 0.1 at the start.
   */
  public static GaussianVi defaults() {
    Optimizer adam = Adam.defaults().withLearningRate(LEARNING_RATE);
    return new GaussianVi(Form.DIAGONAL, 0, adam, 1, Schedule.constant(1), SCALE);
  }

  /** With independent coordinates. */
  public GaussianVi withDiagonal() {
    return withForm(Form.DIAGONAL, 0);
  }

  /** With any covariance. */
  public GaussianVi withDense() {
    return withForm(Form.DENSE, 0);
  }

  /** With a covariance of low rank beside its diagonal. */
  public GaussianVi withLowRank(int rank) {
    return withForm(Form.LOW_RANK, rank);
  }

  private GaussianVi withForm(Form form, int rank) {
    return new GaussianVi(form, rank, optimizer, draws, temperature, scale);
  }

  /** With another optimiser and its schedule. */
  public GaussianVi withOptimizer(Optimizer optimizer) {
    return new GaussianVi(form, rank, optimizer, draws, temperature, scale);
  }

  /** With another number of draws a step, which are one batch. */
  public GaussianVi withDraws(int draws) {
    return new GaussianVi(form, rank, optimizer, draws, temperature, scale);
  }

  /** With another constant temperature. */
  public GaussianVi withTemperature(double temperature) {
    return withTemperature(Schedule.constant(temperature));
  }

  /** With a schedule of temperatures. */
  public GaussianVi withTemperature(Schedule temperature) {
    return new GaussianVi(form, rank, optimizer, draws, temperature, scale);
  }

  /** With another standard deviation at the start. */
  public GaussianVi withScale(double scale) {
    return new GaussianVi(form, rank, optimizer, draws, temperature, scale);
  }

  /** The algorithm on a density. */
  public StepAlgorithm on(LogPosterior density) {
    return new GaussianSteps(this, density);
  }

  /**
   * The q of a state.
   *
   * @param density that the algorithm is bound to
   * @param arrays of the state by name
   */
  public Belief belief(LogPosterior density, Map<String, NDArray> arrays) {
    GaussianFamily family = new GaussianFamily(this, density.parameters(), density.type());
    return Belief.of(density.parameters(), family.mean(arrays), family.spread(arrays));
  }

  /**
   * An estimate of the negative evidence lower bound, -E[log p(θ | data) - T log q(θ)]: of a normal
   * density that is normalised, 0 with every draw where q equals it.
   *
   * @param density of all data
   * @param data whose rows are all or some of them
   * @param draws from q
   * @param key decides the draws
   * @return a scalar
   */
  public static NDArray nelbo(
      LogPosterior density, StepData data, Belief q, double temperature, int draws, Key key) {
    NDArray positions = q.positions(key, draws);
    NDArray values = Landing.values(density, data, positions);
    return q.logDensity(positions).mul(temperature).sub(values).mean();
  }
}
