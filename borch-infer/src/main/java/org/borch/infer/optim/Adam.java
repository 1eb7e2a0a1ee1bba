package org.borch.infer.optim;

import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import org.borch.Companion;
import org.borch.Params;

/**
 * Adam: steps of about the learning rate in every parameter, whatever the gradients' scale. The
 * first choice for variational inference. Kingma and Ba 2015, algorithm 1:
 *
 * <pre>
 *   m ← β₁ m + (1 - β₁) g                   mean of the gradients
 *   v ← β₂ v + (1 - β₂) g²                  mean of their squares
 *   θ ← θ - η m̂ / (√v̂ + ε)                  m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ)
 * </pre>
 *
 * Parameters that are declared later begin with zero moments at the current t, so that their first
 * steps are up to (1 - β₁) / √(1 - β₂) times the learning rate: 3.2 with the defaults.
 *
 * @param learningRate η of each step and parameter
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε {@literal >} 0
 * @param amsgrad whether v̂ uses the largest v so far (Reddi et al. 2018, with Adam's bias
 *     correction as in PyTorch)
 */
public record Adam(
    LearningRate learningRate, double beta1, double beta2, double epsilon, boolean amsgrad)
    implements Optimizer {

  private static final String MEAN = "mean";
  private static final String SQUARE = "square";
  private static final String LARGEST_SQUARE = "largestSquare";

  /** Checks the numbers. */
  public Adam {
    LearningRate.requireFraction("beta1", beta1);
    LearningRate.requireFraction("beta2", beta2);
    LearningRate.requirePositive("epsilon", epsilon);
  }

  /** The paper's numbers: rate 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, without amsgrad. */
  public static Adam defaults() {
    return new Adam(LearningRate.of(1e-3), 0.9, 0.999, 1e-8, false);
  }

  /** With another constant rate. */
  public Adam withLearningRate(double rate) {
    return withLearningRate(LearningRate.of(rate));
  }

  /** With another schedule. */
  public Adam withLearningRate(Schedule schedule) {
    return withLearningRate(LearningRate.of(schedule));
  }

  /** With another schedule and factors by name. */
  public Adam withLearningRate(LearningRate learningRate) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
  }

  /** With other decays of the two moments. */
  public Adam withBetas(double beta1, double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
  }

  /** With another ε. */
  public Adam withEpsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
  }

  /** With the largest second moment so far, or without. */
  public Adam withAmsgrad(boolean amsgrad) {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
  }

  @Override
  public State init(Params params) {
    return amsgrad
        ? State.of(params, MEAN, SQUARE, LARGEST_SQUARE)
        : State.of(params, MEAN, SQUARE);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    state.requireFits(params, gradient);
    params.add(learningRate.descend(state, direction(state, gradient), this::meanCorrection));
    return state.next();
  }

  /** m / (√v̂ + ε): the direction without the correction of m, which is one number. */
  NDArray direction(State state, NDArray gradient) {
    NDArray m = average(state.moment(MEAN), beta1, gradient);
    NDArray v = average(state.moment(SQUARE), beta2, square(gradient));
    if (amsgrad) {
      Companion largest = state.moment(LARGEST_SQUARE);
      v = maximum(largest.flat(), v);
      largest.update(v);
    }
    NDArray correction = state.number(step -> Math.sqrt(1 - Math.pow(beta2, step + 1.0)));
    return m.div(sqrt(v).div(correction).add(epsilon));
  }

  /** 1 - β₁ᵗ. */
  double meanCorrection(long step) {
    return 1 - Math.pow(beta1, step + 1.0);
  }

  /** The exponential moving average after a new value. */
  static NDArray average(Companion moment, double decay, NDArray value) {
    NDArray result = moment.flat().mul(decay).add(value.mul(1 - decay));
    moment.update(result);
    return result;
  }
}
