package outside;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

// region algorithm
/**
 * A user's own stochastic-gradient Langevin dynamics, with step sizes that fall like a / (b + t)^γ.
 *
 * @param a of the first steps
 * @param b how many of them are alike
 * @param gamma γ, from 0.5 to 1
 */
record Langevin(double a, double b, double gamma) {

  StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final Langevin settings;

    Bound(Langevin settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
    }

    @Override
    public List<String> columns() {
      return List.of(Info.LOG_DENSITY, "moved__");
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
      NDArray stepSize = state.number(t -> settings.a / Math.pow(settings.b + t, settings.gamma));
      NDArray noise = Noise.of(key.at("noise"), type()).normal(state.position().getShape());
      NDArray move = at.gradient().mul(stepSize).div(2).add(noise.mul(stepSize.sqrt()));
      return new Update(
          state.next(state.position().add(move)),
          Map.of(Info.LOG_DENSITY, at.value(), "moved__", move.square().sum().sqrt()));
    }
  }
}
// endregion
