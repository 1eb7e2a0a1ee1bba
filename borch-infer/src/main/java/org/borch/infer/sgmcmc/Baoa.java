package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;

/**
 * Langevin dynamics with momenta by the splitting BAOA, the one to begin with of its family: one
 * gradient a step, and positions that are right on a normal for any step size that is stable.
 * Leimkuhler and Matthews 2015, page 271.
 *
 * <pre>
 *   B   m ← m + ε ∇ log p(θ | data)
 *   A   θ ← θ + ε/2 σ⁻² m
 *   O   m ← e^(-γε) m + √(T (1 - e^(-2γε))) σ ξ,    γ = α σ⁻², ξ ~ Normal(0, I)
 *   A   θ ← θ + ε/2 σ⁻² m
 * </pre>
 *
 * See {@link Dynamics} for ε, α, σ and T. It is {@link Baoab} with two half kicks at one point
 * merged, so that the positions are the same and the momenta half a kick behind.
 *
 * <p>On a normal the positions' variance is exactly T v for any ε {@literal <} 2 σ √v; on other
 * densities the error is O(ε²), smaller with large friction. A minibatch's gradient of variance V
 * acts like a temperature that is higher by ε V / (2α), for small ε.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 */
public record Baoa(Dynamics dynamics) implements Underdamped<Baoa> {

  /** {@link Dynamics#defaults}. */
  public static Baoa defaults() {
    return new Baoa(Dynamics.defaults());
  }

  @Override
  public Baoa withDynamics(Dynamics dynamics) {
    return new Baoa(dynamics);
  }

  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends MomentumSteps {

    Bound(Baoa settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      NDArray kicked = kicked(state.array(MOMENTA), at.gradient(), state, 1);
      NDArray middle = drifted(state.position(), kicked, state, 0.5);
      NDArray momenta = rubbed(kicked, state, 1, key.at("noise"));
      return update(state, drifted(middle, momenta, state, 0.5), momenta, at);
    }
  }
}
