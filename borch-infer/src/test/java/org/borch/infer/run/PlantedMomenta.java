package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * BAOA with a mistake in it, which {@link Conformance} must find: mass 0.25/h, so that ε is 0.5.
 *
 * @param h ε²/σ²
 * @param temperature T
 * @param mistake which
 */
record PlantedMomenta(double h, double temperature, Mistake mistake) {

  private static final double EPSILON = 0.5;
  private static final double GAMMA = 1;

  enum Mistake {
    NONE,
    NOISE_WITHOUT_SQRT_2,
    FRICTION_WITH_THE_WRONG_SIGN,
    NOISE_TIMES_N,
    GRADIENT_OF_THE_STEP_BEFORE,
    NOISE_WITHOUT_MASS
  }

  static Contract row(Mistake mistake) {
    return new Contract(
        mistake.name(),
        (density, h, temperature) ->
            new Bound(new PlantedMomenta(h, temperature, mistake), density),
        EPSILON * EPSILON,
        12_000,
        new Underdampeds(EPSILON, GAMMA).baoa());
  }

  private static final class Bound extends StepAlgorithm {

    private final PlantedMomenta settings;

    Bound(PlantedMomenta settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
    }

    @Override
    public List<String> columns() {
      return List.of(Info.LOG_DENSITY);
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return FlatState.of(position)
          .with("momenta", position.zerosLike())
          .with("gradient", position.zerosLike());
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      Mistake mistake = settings.mistake;
      double mass = EPSILON * EPSILON / settings.h;
      double decay = Math.exp(-GAMMA * EPSILON);
      double variance = settings.temperature * (1 - decay * decay);
      double scale =
          switch (mistake) {
            case NOISE_WITHOUT_SQRT_2 -> Math.sqrt(variance / 2 * mass);
            case NOISE_TIMES_N -> Math.sqrt(variance * mass) * density().rows();
            case NOISE_WITHOUT_MASS -> Math.sqrt(variance);
            default -> Math.sqrt(variance * mass);
          };
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      boolean stale = mistake == Mistake.GRADIENT_OF_THE_STEP_BEFORE;
      NDArray force = stale ? state.array("gradient") : at.gradient();
      double kept = mistake == Mistake.FRICTION_WITH_THE_WRONG_SIGN ? 1 / decay : decay;
      NDArray kicked = state.array("momenta").add(force.mul(EPSILON));
      NDArray middle = state.position().add(kicked.mul(EPSILON / 2 / mass));
      NDArray noise = Noise.of(key.at("noise"), type()).normal(kicked.getShape());
      NDArray momenta = kicked.mul(kept).add(noise.mul(scale));
      NDArray next = middle.add(momenta.mul(EPSILON / 2 / mass));
      return new Update(
          state.next(next).with("momenta", momenta).with("gradient", at.gradient()),
          Map.of(Info.LOG_DENSITY, at.value()));
    }
  }
}
