package org.borch.infer.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Trace;
import org.borch.infer.optim.Schedule;

/**
 * The negative evidence lower bound: -likelihood + weight · divergence.
 *
 * @param form how the divergence is estimated
 * @param weight of the divergence at each step: 1 is the bound; annealed from below, or cold
 * @param temperature of log q in the divergence: 1 is the bound; T makes q approximate the
 *     posterior's density to the power of 1 / T
 */
public record ElboLoss(Elbo.Form form, Schedule weight, double temperature) implements Loss {

  private static final Schedule ONE = Schedule.constant(1);

  /** Checks the temperature. */
  public ElboLoss {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "temperature = " + temperature + ", expected above 0 and finite; 1 is the posterior");
    }
  }

  static ElboLoss defaults() {
    return new ElboLoss(Elbo.Form.AUTOMATIC, ONE, 1);
  }

  /** With another estimator of the divergence. */
  public ElboLoss with(Elbo.Form other) {
    return new ElboLoss(other, weight, temperature);
  }

  /** With a weight on the divergence, as of a prior that counts less. */
  public ElboLoss withWeight(double other) {
    return withWeight(Schedule.constant(other));
  }

  /** With a weight that changes from step to step: {@code Schedule.linear(0, 1, 1_000)}. */
  public ElboLoss withWeight(Schedule other) {
    return new ElboLoss(form, other, temperature);
  }

  /** At another temperature. */
  public ElboLoss withTemperature(double other) {
    return new ElboLoss(form, weight, other);
  }

  @Override
  public List<NDArray> terms(Trace draw) {
    Elbo elbo = Elbo.of(draw, form, temperature);
    return elbo.isScored()
        ? List.of(elbo.likelihood(), elbo.divergence(), elbo.score())
        : List.of(elbo.likelihood(), elbo.divergence());
  }

  @Override
  public NDArray of(List<NDArray> terms, LossStep step) {
    NDArray divergence = terms.get(1);
    if (!weight.equals(ONE)) {
      divergence =
          weight instanceof Schedule.Constant constant
              ? divergence.mul(constant.rate())
              : divergence.mul(step.number(weight::at));
    }
    NDArray losses = divergence.sub(terms.get(0));
    return terms.size() < 3
        ? Scores.mean(losses)
        : Scores.mean(losses, terms.get(2), step.baseline());
  }
}
