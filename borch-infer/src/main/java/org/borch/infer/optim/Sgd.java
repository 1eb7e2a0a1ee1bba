package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import org.borch.Companion;
import org.borch.Params;

/**
 * Stochastic gradient descent, for people who know the scale of their gradients. With momentum μ
 * the direction is the velocity v ← μ v + g, with Nesterov's it is g + μ v, in the form of
 * Sutskever et al. 2013 (equations 3 and 4) with the learning rate outside the velocity, as in
 * PyTorch.
 *
 * @param learningRate of each step and parameter
 * @param momentum μ in [0, 1)
 * @param nesterov whether to look ahead along the velocity; needs a momentum
 */
public record Sgd(LearningRate learningRate, double momentum, boolean nesterov)
    implements Optimizer {

  private static final String VELOCITY = "velocity";

  /** Checks the numbers. */
  public Sgd {
    LearningRate.requireFraction("momentum", momentum);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov with momentum = 0, expected a momentum > 0");
    }
  }

  /** Rate 0.01, no momentum. */
  public static Sgd defaults() {
    return new Sgd(LearningRate.of(0.01), 0, false);
  }

  /** With another constant rate. */
  public Sgd withLearningRate(double rate) {
    return withLearningRate(LearningRate.of(rate));
  }

  /** With another schedule. */
  public Sgd withLearningRate(Schedule schedule) {
    return withLearningRate(LearningRate.of(schedule));
  }

  /** With another schedule and factors by name. */
  public Sgd withLearningRate(LearningRate learningRate) {
    return new Sgd(learningRate, momentum, nesterov);
  }

  /** With another momentum. */
  public Sgd withMomentum(double momentum) {
    return new Sgd(learningRate, momentum, nesterov);
  }

  /** With Nesterov's momentum, or without. */
  public Sgd withNesterov(boolean nesterov) {
    return new Sgd(learningRate, momentum, nesterov);
  }

  @Override
  public State init(Params params) {
    return momentum == 0 ? State.of(params) : State.of(params, VELOCITY);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    state.requireFits(params, gradient);
    params.add(learningRate.descend(state, direction(state, gradient)));
    return state.next();
  }

  private NDArray direction(State state, NDArray gradient) {
    if (momentum == 0) {
      return gradient;
    }
    Companion velocity = state.moment(VELOCITY);
    NDArray v = velocity.flat().mul(momentum).add(gradient);
    velocity.update(v);
    return nesterov ? gradient.add(v.mul(momentum)) : v;
  }
}
