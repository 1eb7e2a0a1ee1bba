package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * The stochastic-gradient Nosé-Hoover thermostat: {@link Sghmc} whose friction ξ adapts until the
 * momenta have the temperature asked for, so that gradients' noise of unknown size, alike in all
 * coordinates, is taken up. Ding et al. 2014, by explicit Euler steps as in posteriors.
 *
 * <pre>
 *   θ ← θ + ε σ⁻² m
 *   m ← m + ε ∇ log p(θ | data) - ε σ⁻² ξ m + √(T ε (2α - T ε β)) n,    n ~ Normal(0, I)
 *   ξ ← ξ + ε (σ⁻² mean(m²) - T)
 * </pre>
 *
 * All sides see the old θ, m and ξ; the mean is over all coordinates. See {@link Dynamics}: α sets
 * the noise that is injected, and a per-row α and σ² make ξ per row, too. It keeps exp((log p(θ) -
 * |m|² / (2σ²) - d (ξ - α)² / 2) / T) for short steps.
 *
 * <p>The draws are wrong by O(ε). The thermostat keeps the momenta's temperature, not the
 * positions': it takes Euler's surplus out, and positions come out too narrow, in posteriors' own
 * test setting (ε = 0.1, α = σ² = 10) by 6 % of the variance.
 *
 * @param dynamics ε, α, σ, T and where chains begin
 * @param gradientNoise β, as of {@link Sghmc}; 0 leaves it to the thermostat
 * @param thermostat the ξ to begin with, 0 also; null: the first step's α
 */
public record Sgnht(Dynamics dynamics, double gradientNoise, @Nullable Double thermostat)
    implements Underdamped<Sgnht> {

  /** The thermostat ξ. */
  public static final String THERMOSTAT = "thermostat__";

  private static final String XI = "thermostat";

  /** Checks β and ξ. */
  public Sgnht {
    GradientNoise.require(gradientNoise);
    if (thermostat != null && !Double.isFinite(thermostat)) {
      throw new IllegalArgumentException(
          "thermostat = " + thermostat + ", expected a finite number");
    }
  }

  /** {@link Dynamics#defaults}, β = 0, ξ = α at the beginning. */
  public static Sgnht defaults() {
    return new Sgnht(Dynamics.defaults(), 0, null);
  }

  @Override
  public Sgnht withDynamics(Dynamics dynamics) {
    return new Sgnht(dynamics, gradientNoise, thermostat);
  }

  /** With another β. */
  public Sgnht withGradientNoise(double gradientNoise) {
    return new Sgnht(dynamics, gradientNoise, thermostat);
  }

  /** With another ξ to begin with, 0 also. */
  public Sgnht withThermostat(double thermostat) {
    return new Sgnht(dynamics, gradientNoise, thermostat);
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

    private final Sgnht settings;

    Bound(Sgnht settings, LogPosterior density) {
      super(settings, settings.dynamics, density);
      this.settings = settings;
      noise(0);
    }

    @Override
    public List<String> columns() {
      List<String> columns = new ArrayList<>(super.columns());
      columns.add(THERMOSTAT);
      return columns;
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      Double given = settings.thermostat;
      double first = given == null ? friction(0) : given * rows();
      return super.init(position, key).with(XI, BorchArray.full(new Shape(1), first, type()));
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      NDArray old = state.array(MOMENTA);
      NDArray xi = state.array(XI);
      NDArray lost = xi.mul(state.number(step -> stepSize(step) / mass()));
      NDArray noise = Noise.of(key.at("noise"), type()).normal(old.getShape());
      NDArray momenta =
          kicked(old, at.gradient(), state, 1)
              .sub(old.mul(lost))
              .add(noise.mul(state.number(this::noise)));
      NDArray surplus = old.square().mean().mul(1 / mass()).sub(state.number(this::temperature));
      NDArray next = xi.add(surplus.mul(state.number(this::stepSize)));
      Update made = update(state, drifted(state.position(), old, state, 1), momenta, at);
      Map<String, NDArray> info = info(state, at, momenta);
      info.put(THERMOSTAT, next.sum());
      return new Update(made.state().with(XI, next), info);
    }

    private double noise(long step) {
      double stepSize = stepSize(step);
      double temperature = temperature(step);
      double variance = 2 * friction(step) * stepSize * temperature;
      return GradientNoise.injected(
          variance, stepSize, stepSize, temperature, settings.gradientNoise);
    }
  }
}
