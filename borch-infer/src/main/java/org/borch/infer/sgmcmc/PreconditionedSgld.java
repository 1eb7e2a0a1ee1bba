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
 * {@link Sgld} with a step size for each coordinate from the size of its gradients, as RMSprop has
 * it, for parameters of very different scales such as a network's layers. Li, Chen, Carlson and
 * Carin 2016.
 *
 * <pre>
 *   θ ← θ + ε/2 D⁻¹ ∇ log p(θ | data) + √(ε T D⁻¹) ξ,    ξ ~ Normal(0, I)
 * </pre>
 *
 * D as {@link Preconditioner} says. On a normal with variance v in the directions of D, where D
 * stays, the variance is T v / (1 - ε / (4 D v)).
 *
 * <p>While D adapts, exact dynamics have a further drift, ε/2 Γ with Γᵢ = ∂D⁻¹ᵢ/∂θᵢ, which needs
 * second derivatives. It is left out here, as the authors do: Γ has the factor 1 - a, and the error
 * of the draws is of that size. {@link Preconditioner#withAdaptation} ends it, Γ is 0 from then on.
 *
 * <p>Of the authors' ε, whose D is of an average gradient, ours is N times. There is no per-row
 * setting, because D grows with the gradients. At T = 0 this is RMSprop, which walks around the
 * mode with steps of about ε/2 as long as λ is small and D adapts.
 *
 * @param stepSize ε of each update, counted from 0
 * @param preconditioner D
 * @param temperature T of each update
 */
public record PreconditionedSgld(
    Schedule stepSize, Preconditioner preconditioner, Schedule temperature) {

  private static final List<String> COLUMNS =
      List.of(Info.LOG_DENSITY, Info.STEP_SIZE, Info.GRADIENT_NORM);
  private static final double EPSILON = 1e-3;

  /** A constant ε = 0.001, {@link Preconditioner#defaults}, T = 1. */
  public static PreconditionedSgld defaults() {
    return new PreconditionedSgld(
        Schedule.constant(EPSILON), Preconditioner.defaults(), Schedule.constant(1));
  }

  /** With another constant step size. */
  public PreconditionedSgld withStepSize(double stepSize) {
    return withStepSize(Schedule.constant(stepSize));
  }

  /** With a schedule of step sizes. */
  public PreconditionedSgld withStepSize(Schedule stepSize) {
    return new PreconditionedSgld(stepSize, preconditioner, temperature);
  }

  /** With another D. */
  public PreconditionedSgld withPreconditioner(Preconditioner preconditioner) {
    return new PreconditionedSgld(stepSize, preconditioner, temperature);
  }

  /** With another constant temperature. */
  public PreconditionedSgld withTemperature(double temperature) {
    return withTemperature(Schedule.constant(temperature));
  }

  /** With a schedule of temperatures. */
  public PreconditionedSgld withTemperature(Schedule temperature) {
    return new PreconditionedSgld(stepSize, preconditioner, temperature);
  }

  /** The algorithm on a density. */
  public StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final PreconditionedSgld settings;

    Bound(PreconditionedSgld settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
    }

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return settings.preconditioner.init(FlatState.of(position));
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      FlatState seen = settings.preconditioner.seen(state, at.gradient());
      NDArray scales = settings.preconditioner.scales(seen);
      NDArray half = state.number(step -> settings.stepSize.at(step) / 2);
      NDArray scale =
          state.number(
              step -> Math.sqrt(settings.stepSize.at(step) * settings.temperature.at(step)));
      NDArray noise = Noise.of(key.at("noise"), type()).normal(state.position().getShape());
      NDArray drift = at.gradient().mul(half).div(scales);
      NDArray next = state.position().add(drift).add(noise.mul(scale).div(scales.sqrt()));
      Map<String, NDArray> info = new LinkedHashMap<>();
      info.put(Info.LOG_DENSITY, at.value());
      info.put(Info.STEP_SIZE, half.mul(2).sum());
      info.put(Info.GRADIENT_NORM, at.gradient().square().sum().sqrt());
      return new Update(seen.next(next), info);
    }
  }
}
