package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * Stochastic-gradient Langevin dynamics: gradient ascent on minibatches, with as much noise as
 * makes it a sampler. The simplest of its kind, for large data and parameters without strong
 * correlations; where a small model's posterior must be exact, use {@link
 * org.borch.infer.mcmc.Nuts}.
 *
 * <pre>
 *   θ ← θ + ε/2 ∇ log p(θ | data) + √(ε T) ξ,    ξ ~ Normal(0, I)
 * </pre>
 *
 * Welling and Teh 2011, equation 4; T = 1 there. The log density is of all data, the rows of a
 * minibatch counting N/B times, so T = 1 is the posterior whatever N, T = 0 ascends to its maximum.
 * In posteriors (Normal Computing) the step size is half of ours, of an average log density at the
 * temperature 1/N: its lr is our ε = 2 lr with {@code perRow} and T = 1.
 *
 * <p>Without rejection the draws are wrong by O(ε): on a normal with standard deviation σ, the
 * variance is T σ² / (1 - ε / (4σ²)), and it is not stable beyond ε = 4σ². Minibatches whose
 * gradients have the variance V act like a temperature that is higher by ε V / 4. β = {@code
 * gradientNoise} makes room for it: √(ε T (1 - ε T β / 4)) takes the place of √(ε T), where β is
 * the variance of the gradient of log p / T. More than there is to inject is an error.
 *
 * @param stepSize ε of each update, counted from 0: of the density of all data, for which a good
 *     one shrinks like 1/N
 * @param perRow whether the density's number of rows N divides ε, so that one step size serves for
 *     any N
 * @param gradientNoise β; 0 neglects it
 * @param temperature T of each update
 */
public record Sgld(
    Schedule stepSize, boolean perRow, double gradientNoise, Schedule temperature) {

  private static final List<String> COLUMNS =
      List.of(Info.LOG_DENSITY, Info.STEP_SIZE, Info.GRADIENT_NORM);
  private static final double EPSILON = 1e-3;

  /** Checks β. */
  public Sgld {
    GradientNoise.require(gradientNoise);
  }

  /** A constant ε = 0.001 of all data, β = 0, T = 1. */
  public static Sgld defaults() {
    return new Sgld(Schedule.constant(EPSILON), false, 0, Schedule.constant(1));
  }

  /** With another constant step size. */
  public Sgld withStepSize(double stepSize) {
    return withStepSize(Schedule.constant(stepSize));
  }

  /** With a schedule of step sizes. */
  public Sgld withStepSize(Schedule stepSize) {
    return new Sgld(stepSize, perRow, gradientNoise, temperature);
  }

  /** With a step size that is divided by the number of rows, or not. */
  public Sgld withPerRow(boolean perRow) {
    return new Sgld(stepSize, perRow, gradientNoise, temperature);
  }

  /** With another β. */
  public Sgld withGradientNoise(double gradientNoise) {
    return new Sgld(stepSize, perRow, gradientNoise, temperature);
  }

  /** With another constant temperature. */
  public Sgld withTemperature(double temperature) {
    return withTemperature(Schedule.constant(temperature));
  }

  /** With a schedule of temperatures. */
  public Sgld withTemperature(Schedule temperature) {
    return new Sgld(stepSize, perRow, gradientNoise, temperature);
  }

  /**
   * The algorithm on a density.
   *
   * @throws IllegalArgumentException if the first step has no noise left to inject
   */
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final Sgld settings;
    private final double rows;

    Bound(Sgld settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
      this.rows = settings.perRow ? density.rows() : 1;
      noise(0);
    }

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      NDArray half = state.number(step -> stepSize(step) / 2);
      NDArray scale = state.number(this::noise);
      NDArray noise = Noise.of(key.at("noise"), type()).normal(state.position().getShape());
      NDArray drift = at.gradient().mul(half);
      NDArray next = state.position().add(drift).add(noise.mul(scale));
      Map<String, NDArray> info = new LinkedHashMap<>();
      info.put(Info.LOG_DENSITY, at.value());
      info.put(Info.STEP_SIZE, half.mul(2).sum());
      info.put(Info.GRADIENT_NORM, at.gradient().square().sum().sqrt());
      return new Update(state.next(next), info);
    }

    private double noise(long step) {
      double stepSize = stepSize(step);
      double temperature = settings.temperature.at(step);
      return GradientNoise.injected(
          stepSize * temperature, stepSize / 2, stepSize, temperature, settings.gradientNoise);
    }

    private double stepSize(long step) {
      return settings.stepSize.at(step) / rows;
    }
  }
}
