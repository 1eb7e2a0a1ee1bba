package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;

/**
 * The sampler that is to Adam what {@link PreconditionedSgld} is to RMSprop: momenta, and a scale
 * for each coordinate from the size of its gradients. {@link Baoa} with the mass σ² D, written for
 * momenta over √D, which keep the law Normal(0, σ² T) when D changes.
 *
 * <pre>
 *   B   m ← m + ε D^(-1/2) ∇ log p(θ | data)
 *   A   θ ← θ + ε/2 σ⁻² D^(-1/2) m
 *   O   m ← e^(-γε) m + √(T (1 - e^(-2γε))) σ ξ,    γ = α σ⁻², ξ ~ Normal(0, I)
 *   A   θ ← θ + ε/2 σ⁻² D^(-1/2) m
 * </pre>
 *
 * D as {@link Preconditioner} says. That masses may follow the gradients' size is Springenberg,
 * Klein, Falkner and Hutter 2016 (scale-adapted SGHMC), who also adapt in the burn-in alone; the
 * splitting is Leimkuhler and Matthews'. See {@link Dynamics} for ε, α, σ and T.
 *
 * <p>Where D stays, the positions' variance is exactly T v on a normal. While D adapts, the drifts
 * that its change along θ asks for are left out, an error of the size 1 - a; {@link
 * Preconditioner#withAdaptation} ends it.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 * @param preconditioner D
 */
public record PreconditionedBaoa(Dynamics dynamics, Preconditioner preconditioner)
    implements Underdamped<PreconditionedBaoa> {

  /** {@link Dynamics#defaults} and {@link Preconditioner#defaults}. */
  public static PreconditionedBaoa defaults() {
    return new PreconditionedBaoa(Dynamics.defaults(), Preconditioner.defaults());
  }

  @Override
  public PreconditionedBaoa withDynamics(Dynamics dynamics) {
    return new PreconditionedBaoa(dynamics, preconditioner);
  }

  /** With another D. */
  public PreconditionedBaoa withPreconditioner(Preconditioner preconditioner) {
    return new PreconditionedBaoa(dynamics, preconditioner);
  }

  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends MomentumSteps {

    private final Preconditioner preconditioner;

    Bound(PreconditionedBaoa settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
      preconditioner = settings.preconditioner;
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return preconditioner.init(super.init(position, key));
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      FlatState seen = preconditioner.seen(state, at.gradient());
      NDArray roots = preconditioner.scales(seen).sqrt();
      NDArray kicked = kicked(state.array(MOMENTA), at.gradient().div(roots), state, 1);
      NDArray middle = drifted(state.position(), kicked.div(roots), state, 0.5);
      NDArray momenta = rubbed(kicked, state, 1, key.at("noise"));
      return update(seen, drifted(middle, momenta.div(roots), state, 0.5), momenta, at);
    }
  }
}
