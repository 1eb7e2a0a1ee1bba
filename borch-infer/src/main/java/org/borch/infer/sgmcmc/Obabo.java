package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;

/**
 * Langevin dynamics with momenta by the splitting OBABO: a leapfrog step between two halves of
 * friction and noise, of which Hamiltonian Monte Carlo is the limit of many steps and no friction.
 * Its momenta are exact on normals, where {@link Baoab}'s positions are. Bussi and Parrinello 2007.
 *
 * <pre>
 *   O   m ← e^(-γε/2) m + √(T (1 - e^(-γε))) σ ξ,    γ = α σ⁻², ξ ~ Normal(0, I)
 *   B   m ← m + ε/2 g
 *   A   θ ← θ + ε σ⁻² m
 *   B   g ← ∇ log p(θ | data),  m ← m + ε/2 g
 *   O   as before, with new noise
 * </pre>
 *
 * See {@link Dynamics} for ε, α, σ and T. The gradient g is kept for the next step, as by {@link
 * Baoab}: one gradient a step, and both half kicks at a point are of one minibatch.
 *
 * <p>On a normal with variance v the positions' variance is T v / (1 - ε² / (4 σ² v)).
 *
 * @param dynamics ε, α, σ, T and where chains begin
 */
public record Obabo(Dynamics dynamics) implements Underdamped<Obabo> {

  /** {@link Dynamics#defaults}. */
  public static Obabo defaults() {
    return new Obabo(Dynamics.defaults());
  }

  @Override
  public Obabo withDynamics(Dynamics dynamics) {
    return new Obabo(dynamics);
  }

  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends MomentumSteps {

    Bound(Obabo settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return initWithGradient(super.init(position, key), key);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      NDArray first = rubbed(state.array(MOMENTA), state, 0.5, key.at("first noise"));
      NDArray kicked = kicked(first, state.array(GRADIENT), state, 0.5);
      NDArray position = drifted(state.position(), kicked, state, 1);
      LogPosterior.Gradient at = density().valueAndGradient(position, data);
      NDArray second = kicked(kicked, at.gradient(), state, 0.5);
      NDArray momenta = rubbed(second, state, 0.5, key.at("second noise"));
      Update made = update(state, position, momenta, at);
      return new Update(made.state().with(GRADIENT, at.gradient()), made.info());
    }
  }
}
