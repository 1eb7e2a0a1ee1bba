package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * Stochastic-gradient Hamiltonian Monte Carlo: a heavy ball on minibatches, with as much noise as
 * makes it a sampler. Chen, Fox and Guestrin 2014, by explicit Euler steps as in posteriors; {@link
 * Baoa} costs the same and has a far smaller error, so choose this one to compare with others.
 *
 * <pre>
 *   θ ← θ + ε σ⁻² m
 *   m ← m + ε ∇ log p(θ | data) - ε σ⁻² α m + √(T ε (2α - T ε β)) ξ,    ξ ~ Normal(0, I)
 * </pre>
 *
 * Both sides see the old θ and m. See {@link Dynamics} for ε, α, σ and T.
 *
 * <p>The draws are wrong by O(ε): on a normal with variance v, where σ = α = 1 and v = 1, the
 * variance is 1.010, 1.053 and 1.114 times T v at ε = 0.01, 0.05 and 0.1. Steps that are longer
 * than the friction allows, ε {@literal >} α v, are not stable.
 *
 * <p>A minibatch's gradient brings noise of its own. β = {@code gradientNoise} is the variance of
 * the gradient of log p / T in each coordinate: so much less is injected. More than there is to
 * inject, T ε (2α - T ε β) {@literal <} 0, is an error.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 * @param gradientNoise β; 0 neglects it
 */
public record Sghmc(Dynamics dynamics, double gradientNoise) implements Underdamped<Sghmc> {

  /** The mean square of the momenta over the mass: T, if the steps are short enough. */
  public static final String KINETIC_TEMPERATURE = MomentumSteps.KINETIC_TEMPERATURE;

  /** Checks β. */
  public Sghmc {
    GradientNoise.require(gradientNoise);
  }

  /** {@link Dynamics#defaults} and β = 0. */
  public static Sghmc defaults() {
    return new Sghmc(Dynamics.defaults(), 0);
  }

  @Override
  public Sghmc withDynamics(Dynamics dynamics) {
    return new Sghmc(dynamics, gradientNoise);
  }

  /** With another β. */
  public Sghmc withGradientNoise(double gradientNoise) {
    return new Sghmc(dynamics, gradientNoise);
  }

  /**
   * The algorithm on a density.
   *
   * @throws IllegalArgumentException if the first step has no noise left to inject
   */
  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends MomentumSteps {

    private final double gradientNoise;

    Bound(Sghmc settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
      gradientNoise = settings.gradientNoise;
      noise(0);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      NDArray old = state.array(MOMENTA);
      NDArray lost = state.number(step -> stepSize(step) * friction(step) / mass());
      NDArray noise = Noise.of(key.at("noise"), type()).normal(old.getShape());
      NDArray momenta =
          kicked(old, at.gradient(), state, 1)
              .sub(old.mul(lost))
              .add(noise.mul(state.number(this::noise)));
      return update(state, drifted(state.position(), old, state, 1), momenta, at);
    }

    private double noise(long step) {
      double stepSize = stepSize(step);
      double temperature = temperature(step);
      double variance = 2 * friction(step) * stepSize * temperature;
      return GradientNoise.injected(variance, stepSize, stepSize, temperature, gradientNoise);
    }
  }
}
