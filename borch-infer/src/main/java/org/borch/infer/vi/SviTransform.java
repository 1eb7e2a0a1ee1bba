package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.density.StepData;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.loss.LossStep;
import org.borch.infer.loss.Losses;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.OptimizerStep;
import org.borch.infer.run.StepNumber;
import org.borch.infer.run.Transform;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;

/**
 * A step of {@link Svi}: a draw, its loss as a function of q's parameters, and the optimiser's
 * update with the loss's gradient.
 *
 * <pre>
 *   state  position: the parameters | moments/NAME: the optimiser's | baseline of the score function
 *   info   loss
 * </pre>
 *
 * @param <I> the module's input
 */
final class SviTransform<I> implements Transform {

  /** The name of the only info. */
  static final String LOSS = "loss";

  private static final String BASELINE = "baseline";
  private final Model<I, ?> model;
  private final Svi settings;
  private final Params params;
  private final OptimizerStep optimizer;

  /**
   * Steps on a model.
   *
   * @param params with the names and shapes; a draw may declare more
   */
  SviTransform(Model<I, ?> model, Svi settings, Params params) {
    this.model = model;
    this.settings = settings;
    this.params = params;
    this.optimizer = new OptimizerStep(settings.optimizer(), params);
  }

  /** The state before the first step. */
  FlatState init() {
    FlatState bare = new FlatState(Map.of(FlatState.POSITION, params.flat()), StepNumber.of(0));
    return withBaseline(optimizer.begin(bare), 0);
  }

  /** The state after some updates, with moments from {@link OptimizerStep#moments}. */
  FlatState state(NDArray position, long updates, Map<String, NDArray> moments) {
    FlatState bare = new FlatState(Map.of(FlatState.POSITION, position), StepNumber.of(updates));
    return withBaseline(OptimizerStep.with(bare, moments), 0);
  }

  FlatState withBaseline(FlatState state, double baseline) {
    return state.with(BASELINE, BorchArray.scalar(baseline, params.type()));
  }

  @Override
  public Svi settings() {
    return settings;
  }

  @Override
  public String name() {
    return "SVI";
  }

  @Override
  public DataType type() {
    return params.type();
  }

  @Override
  public StepData data(Key key) {
    return StepData.of(model.batch(key));
  }

  @Override
  public List<Key> keys(Key key) {
    int particles = settings.particles();
    return particles == 1
        ? List.of(key)
        : LongStream.range(0, particles).mapToObj(key::at).toList();
  }

  @Override
  public Update update(FlatState state, StepData data, Key key) {
    FlatState whole = extended(state);
    Params view = params.over(whole.position());
    return updated(whole, view, loss(whole, data, view, key));
  }

  private NDArray loss(FlatState state, StepData data, Params view, Key key) {
    Step step = new Step(state, view);
    return settings.particles() == 1
        ? Losses.of(settings.loss(), bound(data), view, key, step)
        : Losses.of(settings.loss(), bound(data), view, Key.halves(keys(key)), step);
  }

  @Override
  public Update update(FlatState state, StepData data, NDArray keys) {
    Params view = params.over(state.position());
    NDArray loss =
        settings.particles() == 1
            ? Losses.of(
                settings.loss(), bound(data), view, Key.of(keys.get(0)), new Step(state, view))
            : Losses.of(settings.loss(), bound(data), view, keys, new Step(state, view));
    return updated(state, view, loss);
  }

  /** What the loss knows of a step. */
  private record Step(FlatState state, Params view) implements LossStep {

    @Override
    public NDArray baseline() {
      return state.array(BASELINE);
    }

    @Override
    public NDArray number(LongToDoubleFunction function) {
      return state.number(function).reshape(new Shape());
    }

    @Override
    public boolean learnsModel() {
      return Losses.learnsModel(view);
    }
  }

  private Update updated(FlatState state, Params view, NDArray loss) {
    FlatState moved = optimizer.update(state, view, view.gradient(loss));
    return new Update(moved.next(view.flat()), Map.of(LOSS, loss));
  }

  /** With starts and zero moments for parameters that a step declared and which was undone. */
  FlatState extended(FlatState state) {
    long known = state.position().size();
    if (known == params.size()) {
      return state;
    }
    NDArray starts = params.flat().get(new NDIndex("{}:", known));
    Map<String, NDArray> moments = new LinkedHashMap<>();
    OptimizerStep.moments(state)
        .forEach((name, moment) -> moments.put(name, concat(0, moment, starts.zerosLike())));
    return OptimizerStep.with(
        state.with(FlatState.POSITION, concat(0, state.position(), starts)), moments);
  }

  @SuppressWarnings("unchecked") // the model made the batch
  private Model<I, ?> bound(StepData data) {
    return data.batch().<Model<I, ?>>map(batch -> model.on((Batch<I>) batch)).orElse(model);
  }

  @Override
  public String fault(FlatState state, StepData data, Key key) {
    FlatState whole = extended(state);
    Params view = params.over(whole.position());
    try (Scope scope = Scope.open()) {
      Model<I, ?> bound = bound(data);
      List<Trace> draws = keys(key).stream().map(each -> bound.sample(view, each)).toList();
      NDArray loss = loss(whole, data, view, key);
      double value = BorchArray.wrap(loss).values()[0];
      Model<I, ?> parts = SummedOut.inParts(bound);
      String first =
          FirstFault.in(keys(key).stream().map(each -> parts.sample(view, each)).toList())
              .or(() -> FirstFault.in(draws))
              .orElseGet(() -> FirstFault.inGradient(view, view.gradient(loss)));
      return "the loss is " + value + "; the first fault is at " + first;
    }
  }

  @Override
  public String advice() {
    return "Check prior and data there, lower the learning rate, or skip such steps with"
        + " withSkipLimit(n)";
  }
}
