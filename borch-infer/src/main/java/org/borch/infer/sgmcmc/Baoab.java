package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;

/**
 * Langevin dynamics with momenta by the splitting BAOAB, whose steps read the same backwards: where
 * the momenta or the log density of each draw are wanted; for positions alone {@link Baoa} does the
 * same. Leimkuhler and Matthews 2013.
 *
 * <pre>
 *   B   m ← m + ε/2 g
 *   A   θ ← θ + ε/2 σ⁻² m
 *   O   m ← e^(-γε) m + √(T (1 - e^(-2γε))) σ ξ,    γ = α σ⁻², ξ ~ Normal(0, I)
 *   A   θ ← θ + ε/2 σ⁻² m
 *   B   g ← ∇ log p(θ | data),  m ← m + ε/2 g
 * </pre>
 *
 * See {@link Dynamics} for ε, α, σ and T. The gradient g at a step's end is kept for the beginning
 * of the next one: one gradient a step, and both half kicks at a point are of one minibatch, which
 * had no part in how the point was reached. So the positions are those of {@link Baoa}, exact on
 * normals; the noted log density is that of the draw.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 */
public record Baoab(Dynamics dynamics) implements Underdamped<Baoab> {

  /** {@link Dynamics#defaults}. */
  public static Baoab defaults() {
    return new Baoab(Dynamics.defaults());
  }

  @Override
  public Baoab withDynamics(Dynamics dynamics) {
    return new Baoab(dynamics);
  }

  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends MomentumSteps {

    Bound(Baoab settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return initWithGradient(super.init(position, key), key);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      NDArray kicked = kicked(state.array(MOMENTA), state.array(GRADIENT), state, 0.5);
      NDArray middle = drifted(state.position(), kicked, state, 0.5);
      NDArray rubbed = rubbed(kicked, state, 1, key.at("noise"));
      NDArray position = drifted(middle, rubbed, state, 0.5);
      LogPosterior.Gradient at = density().valueAndGradient(position, data);
      Update made = update(state, position, kicked(rubbed, at.gradient(), state, 0.5), at);
      return new Update(made.state().with(GRADIENT, at.gradient()), made.info());
    }
  }
}
