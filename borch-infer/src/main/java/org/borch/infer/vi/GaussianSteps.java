package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Params;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.OptimizerStep;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/** The steps of {@link GaussianVi}. */
final class GaussianSteps extends StepAlgorithm {

  private static final List<String> COLUMNS =
      List.of(Info.LOG_DENSITY, GaussianVi.NELBO, Info.GRADIENT_NORM);

  private static final String NOISE = "noise";

  private final GaussianVi settings;
  private final GaussianFamily family;
  private final OptimizerStep optimizer;

  GaussianSteps(GaussianVi settings, LogPosterior density) {
    super(settings, density);
    this.settings = settings;
    this.family = new GaussianFamily(settings, density.parameters(), density.type());
    this.optimizer = new OptimizerStep(settings.optimizer(), family.params());
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  /** The first draw is the mean itself: there is no key yet. */
  @Override
  public FlatState init(NDArray position, Key key) {
    Map<String, NDArray> arrays = family.start(position);
    FlatState state = FlatState.of(position);
    for (Map.Entry<String, NDArray> each : arrays.entrySet()) {
      state = state.with(each.getKey(), each.getValue());
    }
    return optimizer.begin(
        state.with(NOISE, BorchArray.full(shape(family.spread(arrays)), 0, type())));
  }

  private Shape shape(Spread spread) {
    return new Shape(settings.draws(), spread.noise());
  }

  @Override
  public Update update(FlatState state, StepData data, Key key) {
    List<NDArray> before = family.ordered(state.arrays());
    NDArray draws = state.array(NOISE);
    Spread spread = family.spread(state.arrays());
    NDArray temperature = state.number(settings.temperature()::at);
    Landing landing =
        Landing.of(density(), data, before.get(0), spread, spread.moved(draws), temperature);
    NDArray gradient = gradient(before, draws, landing.pull().mul(-1.0 / settings.draws()));
    Params view = family.params().over(GaussianFamily.joined(before));
    FlatState moved = optimizer.update(state, view, gradient.mul(1.0 / density().rows()));
    Map<String, NDArray> info = new LinkedHashMap<>();
    info.put(Info.LOG_DENSITY, landing.value().mean());
    info.put(GaussianVi.NELBO, landing.bound().mean().neg());
    info.put(Info.GRADIENT_NORM, gradient.square().sum().sqrt());
    return new Update(next(moved, family.split(view.flat()), key), info);
  }

  /** Of the negative bound, by all of q's parameters through the draws. */
  private NDArray gradient(List<NDArray> at, NDArray draws, NDArray pull) {
    Autodiff.ValueAndGradient through =
        Autodiff.vjp(
            arrays -> family.spread(family.named(arrays)).moved(draws).add(arrays.get(0)),
            at,
            pull);
    return GaussianFamily.joined(through.gradient());
  }

  /** With the draws for the next step, of which the first is the position. */
  private FlatState next(FlatState moved, Map<String, NDArray> arrays, Key key) {
    Spread spread = family.spread(arrays);
    NDArray noise = Noise.of(key.at(NOISE), type()).normal(shape(spread));
    FlatState state = moved.with(NOISE, noise);
    for (Map.Entry<String, NDArray> each : arrays.entrySet()) {
      state = state.with(each.getKey(), each.getValue());
    }
    NDArray first = noise.get(new NDIndex("0:1"));
    return state.next(spread.moved(first).get(0).add(family.mean(arrays)));
  }
}
