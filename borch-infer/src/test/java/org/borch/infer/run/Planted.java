package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * Langevin steps with a mistake in them, which {@link Conformance} must find.
 *
 * @param stepSize ε
 * @param temperature T
 * @param mistake which
 */
record Planted(double stepSize, double temperature, Mistake mistake) {

  enum Mistake {
    NONE,
    NOISE_WITHOUT_SQRT_2,
    NOISE_DIVIDED_BY_N,
    GRADIENT_NOT_HALVED,
    TEMPERATURE_NOT_UNDER_THE_ROOT,
    ONE_NUMBER_FOR_ALL_COORDINATES,
    THE_SAME_NOISE_IN_EVERY_STEP
  }

  static Contract row(Mistake mistake) {
    return new Contract(
        mistake.name(),
        (density, stepSize, temperature) ->
            new Bound(new Planted(stepSize, temperature, mistake), density),
        0.2,
        60_000,
        Langevin::covariance);
  }

  private static final class Bound extends StepAlgorithm {

    private final Planted settings;

    Bound(Planted settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
    }

    @Override
    public List<String> columns() {
      return List.of(Info.LOG_DENSITY);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      Mistake mistake = settings.mistake;
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      double half = mistake == Mistake.GRADIENT_NOT_HALVED ? 1 : 0.5;
      double t = settings.temperature;
      double scale =
          switch (mistake) {
            case NOISE_WITHOUT_SQRT_2 -> Math.sqrt(settings.stepSize * t / 2);
            case NOISE_DIVIDED_BY_N -> Math.sqrt(settings.stepSize * t) / density().rows();
            case TEMPERATURE_NOT_UNDER_THE_ROOT -> Math.sqrt(settings.stepSize) * t;
            default -> Math.sqrt(settings.stepSize * t);
          };
      Key own = mistake == Mistake.THE_SAME_NOISE_IN_EVERY_STEP ? Key.of(1) : key.at("noise");
      Noise noise = Noise.of(own, type());
      NDArray normal =
          mistake == Mistake.ONE_NUMBER_FOR_ALL_COORDINATES
              ? noise.normal(state.position().getShape()).get("0:1")
              : noise.normal(state.position().getShape());
      NDArray next =
          state.position().add(at.gradient().mul(half * settings.stepSize)).add(normal.mul(scale));
      return new Update(state.next(next), Map.of(Info.LOG_DENSITY, at.value()));
    }
  }
}
