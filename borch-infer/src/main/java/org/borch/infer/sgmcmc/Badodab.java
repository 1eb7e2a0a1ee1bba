package org.borch.infer.sgmcmc;

import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * The thermostat of {@link Sgnht} by the symmetric splitting BADODAB: for gradients' noise of
 * unknown size, alike in all coordinates, at the cost of Euler's steps and with an error of a
 * higher order. Leimkuhler and Shang 2016, "Adaptive thermostats for noisy gradient systems",
 * section 4.
 *
 * <pre>
 *   B   m ← m + ε/2 g
 *   A   θ ← θ + ε/2 σ⁻² m
 *   D   ξ ← ξ + ε/2 (σ⁻² mean(m²) - T)
 *   O   m ← e^(-ρ) m + √(2αT ε (1 - e^(-2ρ)) / (2ρ)) n,    ρ = ε σ⁻² ξ, n ~ Normal(0, I)
 *   D   as before
 *   A   as before
 *   B   g ← ∇ log p(θ | data),  m ← m + ε/2 g
 * </pre>
 *
 * <p>The mean is over all coordinates; where ξ = 0 the variance in O is its limit 2αTε, and ξ may
 * become negative. See {@link Dynamics}: α sets the noise that is injected, and a per-row α and σ²
 * make ξ per row, too. The gradient g is kept for the next step, as by {@link Baoab}: one gradient
 * a step, and both half kicks at a point are of one minibatch.
 *
 * <p>With ξ at rest the positions are those of {@link Baoab}, exact on normals: D sees momenta in
 * the middle of the step, where theirs are exact, too. How far ξ wavers falls with the number of
 * coordinates.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 * @param thermostat the ξ to begin with, 0 also; null: the first step's α
 */
public record Badodab(Dynamics dynamics, @Nullable Double thermostat)
    implements Underdamped<Badodab> {

  /** Stands for 0 in (1 - e^(-x)) / x, whose value it does not change in any type. */
  private static final double TINY = 1e-30;

  /** Checks ξ. */
  public Badodab {
    ThermostatSteps.require(thermostat);
  }

  /** {@link Dynamics#defaults}, ξ = α at the beginning. */
  public static Badodab defaults() {
    return new Badodab(Dynamics.defaults(), null);
  }

  @Override
  public Badodab withDynamics(Dynamics dynamics) {
    return new Badodab(dynamics, thermostat);
  }

  /** With another ξ to begin with, 0 also. */
  public Badodab withThermostat(double thermostat) {
    return new Badodab(dynamics, thermostat);
  }

  @Override
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends ThermostatSteps {

    Bound(Badodab settings, LogPosterior density) {
      super(settings, settings.dynamics, settings.thermostat, density);
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return initWithGradient(super.init(position, key), key);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      NDArray kicked = kicked(state.array(MOMENTA), state.array(GRADIENT), state, 0.5);
      NDArray middle = drifted(state.position(), kicked, state, 0.5);
      NDArray xi = turned(state.array(XI), kicked, state, 0.5);
      NDArray rubbed = rubbed(kicked, xi, state, key.at("noise"));
      NDArray position = drifted(middle, rubbed, state, 0.5);
      LogPosterior.Gradient at = density().valueAndGradient(position, data);
      Update made = update(state, position, kicked(rubbed, at.gradient(), state, 0.5), at);
      Update whole = with(turned(xi, rubbed, state, 0.5), made);
      return new Update(whole.state().with(GRADIENT, at.gradient()), whole.info());
    }

    /** O with a friction of any sign. */
    private NDArray rubbed(NDArray momenta, NDArray xi, FlatState state, Key key) {
      NDArray rate = xi.mul(state.number(step -> stepSize(step) / mass()));
      NDArray twice = rate.mul(2);
      NDArray nonZero = where(twice.eq(0), TINY, twice);
      NDArray share = expm1(nonZero.neg()).neg().div(nonZero);
      NDArray variance =
          share.mul(state.number(s -> 2 * friction(s) * temperature(s) * stepSize(s)));
      NDArray noise = Noise.of(key, type()).normal(momenta.getShape());
      return momenta.mul(rate.neg().exp()).add(noise.mul(variance.sqrt()));
    }
  }
}
