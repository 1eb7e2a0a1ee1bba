package org.borch.infer.optim;

import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import org.borch.Companion;
import org.borch.Params;

/**
 * RMSprop: gradients over the root of the running mean of their squares, for objectives whose scale
 * drifts. Tieleman and Hinton 2012 (lecture 6.5), with PyTorch's momentum:
 *
 * <pre>
 *   v ← ρ v + (1 - ρ) g²
 *   b ← μ b + g / (√v + ε)
 *   θ ← θ - η b
 * </pre>
 *
 * @param learningRate η of each step and parameter
 * @param decay ρ in [0, 1)
 * @param epsilon ε {@literal >} 0
 * @param momentum μ in [0, 1)
 */
public record RmsProp(LearningRate learningRate, double decay, double epsilon, double momentum)
    implements Optimizer {

  private static final String SQUARE = "square";
  private static final String VELOCITY = "velocity";

  /** Checks the numbers. */
  public RmsProp {
    LearningRate.requireFraction("decay", decay);
    LearningRate.requirePositive("epsilon", epsilon);
    LearningRate.requireFraction("momentum", momentum);
  }

  /** PyTorch's numbers: rate 0.01, ρ = 0.99, ε = 1e-8, no momentum. */
  public static RmsProp defaults() {
    return new RmsProp(LearningRate.of(0.01), 0.99, 1e-8, 0);
  }

  /** With another constant rate. */
  public RmsProp withLearningRate(double rate) {
    return withLearningRate(LearningRate.of(rate));
  }

  /** With another schedule. */
  public RmsProp withLearningRate(Schedule schedule) {
    return withLearningRate(LearningRate.of(schedule));
  }

  /** With another schedule and factors by name. */
  public RmsProp withLearningRate(LearningRate learningRate) {
    return new RmsProp(learningRate, decay, epsilon, momentum);
  }

  /** With another ρ. */
  public RmsProp withDecay(double decay) {
    return new RmsProp(learningRate, decay, epsilon, momentum);
  }

  /** With another ε. */
  public RmsProp withEpsilon(double epsilon) {
    return new RmsProp(learningRate, decay, epsilon, momentum);
  }

  /** With another μ. */
  public RmsProp withMomentum(double momentum) {
    return new RmsProp(learningRate, decay, epsilon, momentum);
  }

  @Override
  public State init(Params params) {
    return momentum == 0 ? State.of(params, SQUARE) : State.of(params, SQUARE, VELOCITY);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    state.requireFits(params, gradient);
    NDArray v = Adam.average(state.moment(SQUARE), decay, square(gradient));
    NDArray direction = gradient.div(sqrt(v).add(epsilon));
    if (momentum > 0) {
      Companion velocity = state.moment(VELOCITY);
      direction = velocity.flat().mul(momentum).add(direction);
      velocity.update(direction);
    }
    params.add(learningRate.descend(state, direction));
    return state.next();
  }
}
