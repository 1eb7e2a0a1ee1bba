package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.settings.MayDiffer;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/**
 * A heavy ball with noise. Its state has all that states may have: an array that changes, one that
 * is another's value of the step before, one that never changes, one of another shape. A step in
 * which a number drawn falls below a bound is not finite.
 *
 * @param bound -10 or so for steps that are all finite
 * @param block steps that are made at once
 */
record Heavy(double bound, @MayDiffer int block) {

  StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final Heavy settings;

    Bound(Heavy settings, LogPosterior density) {
      super(settings, density);
      this.settings = settings;
    }

    @Override
    public List<String> columns() {
      return List.of("moved__", "sum__", "luck__");
    }

    @Override
    public int block() {
      return settings.block;
    }

    @Override
    public FlatState init(NDArray position, Key key) {
      return FlatState.of(position)
          .with("velocity", position.zerosLike())
          .with("previous", position)
          .with("friction", position.zerosLike().add(0.9))
          .with("sums", BorchArray.full(new Shape(2, 1), 0, type()));
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      NDArray position = state.position();
      Noise noise = Noise.of(key.at("noise"), type());
      LogPosterior.Gradient at = density().valueAndGradient(position, data);
      NDArray force = at.gradient().mul(state.number(step -> 0.05 / (1 + 0.01 * step)));
      NDArray velocity =
          state
              .array("velocity")
              .mul(state.array("friction"))
              .add(force)
              .add(noise.normal(position.getShape()).mul(0.02));
      NDArray luck = noise.at(1).normal(new Shape());
      NDArray sums = state.array("sums").add(at.value());
      FlatState next =
          state
              .next(position.add(velocity))
              .with("velocity", velocity)
              .with("previous", position)
              .with("sums", sums);
      NDArray moved = next.position().sub(state.array("previous")).square().sum();
      return new Update(
          next,
          Map.of(
              "moved__",
              moved,
              "sum__",
              sums.mean(),
              "luck__",
              ArrayMath.log(luck.sub(settings.bound))));
    }
  }
}
