package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.Autodiff;
import org.borch.tensor.random.Key;

/**
 * A step of {@link GaussianVi} with independent coordinates, by automatic derivatives of the whole
 * bound, in which some of q's parameters are not constants to log q, or a sign is wrong.
 */
record PlantedVi(Mistake mistake) {

  enum Mistake {
    NONE,
    MEAN_NOT_STOPPED,
    SCALE_NOT_STOPPED,
    ENTROPY_ADDED_WITH_THE_WRONG_SIGN
  }

  StepAlgorithm on(LogPosterior density) {
    return new Bound(this, density);
  }

  private static final class Bound extends StepAlgorithm {

    private final Mistake mistake;

    Bound(PlantedVi settings, LogPosterior density) {
      super(settings, density);
      this.mistake = settings.mistake;
    }

    @Override
    public List<String> columns() {
      return List.of(Info.GRADIENT_NORM);
    }

    @Override
    public Update update(FlatState state, StepData data, Key key) {
      NDArray mean = state.array("mean");
      NDArray logScale = state.array("log_scale");
      NDArray noise = state.array("noise").get(0);
      Autodiff.ValueAndGradient bound =
          Autodiff.valueAndGrad(
              q -> {
                NDArray at = noise.mul(q.get(1).exp()).add(q.get(0));
                NDArray own = mistake == Mistake.MEAN_NOT_STOPPED ? q.get(0) : mean;
                NDArray scale = mistake == Mistake.SCALE_NOT_STOPPED ? q.get(1) : logScale;
                NDArray z = at.sub(own).div(scale.exp());
                NDArray logQ = z.square().mul(-0.5).sub(scale).sum();
                double sign = mistake == Mistake.ENTROPY_ADDED_WITH_THE_WRONG_SIGN ? -1 : 1;
                return density().value(at, data).sub(logQ.mul(sign));
              },
              List.of(mean, logScale));
      NDArray gradient = concat(0, bound.gradient().toArray(new NDArray[0]));
      return new Update(
          state.next(state.position()), Map.of(Info.GRADIENT_NORM, gradient.square().sum().sqrt()));
    }
  }
}
