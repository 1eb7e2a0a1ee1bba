package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import org.borch.Params;

/**
 * Adam with decoupled weight decay: θ ← θ - η (λ θ + m̂ / (√v̂ + ε)). Loshchilov and Hutter 2019,
 * algorithm 2 with the learning rate as the schedule multiplier. For networks whose parameters are
 * not all regularised by a prior: the decay pulls an approximation's scales as well as its centres.
 *
 * @param adam the settings of the undecayed step
 * @param weightDecay λ ≥ 0
 */
public record AdamW(Adam adam, double weightDecay) implements Optimizer {

  /** Checks the decay. */
  public AdamW {
    LearningRate.requireNonNegative("weightDecay", weightDecay);
  }

  /** {@link Adam#defaults} with λ = 0.01, as in PyTorch. */
  public static AdamW defaults() {
    return new AdamW(Adam.defaults(), 0.01);
  }

  /** With another constant rate. */
  public AdamW withLearningRate(double rate) {
    return withAdam(adam.withLearningRate(rate));
  }

  /** With another schedule. */
  public AdamW withLearningRate(Schedule schedule) {
    return withAdam(adam.withLearningRate(schedule));
  }

  /** With another schedule and factors by name. */
  public AdamW withLearningRate(LearningRate learningRate) {
    return withAdam(adam.withLearningRate(learningRate));
  }

  /** With other settings of the undecayed step. */
  public AdamW withAdam(Adam adam) {
    return new AdamW(adam, weightDecay);
  }

  /** With another λ. */
  public AdamW withWeightDecay(double weightDecay) {
    return new AdamW(adam, weightDecay);
  }

  @Override
  public State init(Params params) {
    return adam.init(params);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    state.requireFits(params, gradient);
    LearningRate rate = adam.learningRate();
    NDArray decay = rate.descend(state, params.flat().mul(weightDecay));
    NDArray direction = adam.direction(state, gradient);
    params.add(rate.descend(state, direction, adam::meanCorrection).add(decay));
    return state.next();
  }
}
