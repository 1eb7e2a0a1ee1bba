package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.Update;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;

/**
 * The steps of {@link BatchLaplace}. One pass over the data is enough; {@link #posterior} says what
 * a state has come to.
 */
public final class BatchLaplaceSteps extends StepAlgorithm {

  /** The log likelihood of a step's rows at the point. */
  public static final String LOG_LIKELIHOOD = "log_likelihood__";

  private static final List<String> COLUMNS = List.of(LOG_LIKELIHOOD, Info.GRADIENT_NORM);
  private static final String COUNT = "count";
  private static final String VALUE = "value";
  private static final String SLOPE = "slope";
  private static final String BEND = "curvature";

  private final BatchLaplace settings;
  private final RowLikelihood rows;
  private final NDArray point;
  private final Bend bend;

  BatchLaplaceSteps(BatchLaplace settings, RowLikelihood density, NDArray point) {
    super(settings, density);
    this.settings = settings;
    this.rows = density;
    this.point = point;
    this.bend = Bend.of(settings, density);
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  /** The point, whatever the key. */
  @Override
  public NDArray start(Key key) {
    return ArrayMath.cast(point, type());
  }

  /** Without a row. */
  @Override
  public FlatState init(NDArray position, Key key) {
    NDArray none = BorchArray.full(new Shape(1), 0, type());
    return FlatState.of(position)
        .with(COUNT, none)
        .with(VALUE, none)
        .with(SLOPE, BorchArray.full(new Shape(dimension()), 0, type()))
        .with(BEND, bend.none(position));
  }

  /** Without a row, at the point that it was made for. */
  public FlatState init() {
    return init(start(Key.of(0)));
  }

  /**
   * The first state of an episode that follows another one: with its curvature, at this one's
   * point. The prior still counts once (Ritter, Botev and Barber 2018). Or begin from {@link
   * #init()} on {@code belief.asPriorOf(density)}.
   *
   * @param before of the same parameters
   * @param kept what is left of the curvature of earlier data, in [0, 1]
   * @throws IllegalStateException if rows stand for all data, which they are not here
   */
  public FlatState init(FlatState before, double kept) {
    if (settings.rows() == BatchLaplace.Rows.ALL) {
      throw new IllegalStateException(
          "an episode after another one with rows = ALL, expected SEEN: the rows of one episode are"
              + " not those of all; use withRows(BatchLaplace.Rows.SEEN)");
    }
    if (!(kept >= 0 && kept <= 1)) {
      throw new IllegalArgumentException("kept = " + kept + ", expected in [0, 1]");
    }
    FlatState state = init();
    for (String name : List.of(COUNT, VALUE, SLOPE)) {
      state = state.with(name, before.array(name).mul(kept));
    }
    return state.with(BEND, bend.times(before.part(BEND), kept));
  }

  @Override
  public Update update(FlatState state, StepData data, Key key) {
    NDArray at = state.position();
    double decay = settings.decay();
    Bend.Added added = bend.after(bend.times(state.part(BEND), decay), at, data, key);
    NDArray value = rows.rows(at, data).sum().reshape(1);
    NDArray seen = rows.seen(data).sum().reshape(1);
    FlatState next =
        state
            .with(COUNT, state.array(COUNT).mul(decay).add(seen))
            .with(VALUE, state.array(VALUE).mul(decay).add(value))
            .with(SLOPE, state.array(SLOPE).mul(decay).add(added.gradient()))
            .with(BEND, added.arrays())
            .next(at);
    Map<String, NDArray> info = new LinkedHashMap<>();
    info.put(LOG_LIKELIHOOD, value.sum());
    info.put(Info.GRADIENT_NORM, added.gradient().square().sum().sqrt());
    return new Update(next, info);
  }

  /**
   * What a state has come to. Reads it.
   *
   * @param state after at least one update
   * @throws IllegalStateException if no row has come
   */
  public LaplacePosterior posterior(FlatState state) {
    double count = BorchArray.wrap(state.array(COUNT)).values()[0];
    if (!(count > 0)) {
      throw new IllegalStateException(
          "a state without rows, expected at least one update; take batches in with update(state,"
              + " data, key)");
    }
    double scale = settings.rows() == BatchLaplace.Rows.ALL ? rows.rows() / count : 1;
    double value = BorchArray.wrap(state.array(VALUE)).values()[0] * scale;
    Evidence evidence = new Evidence(value, state.array(SLOPE).mul(scale), count * scale);
    Curved curved = bend.curved(state.part(BEND), scale);
    StepData data = rows.data(Key.of(0));
    PriorCurvature prior =
        PriorCurvature.of(
            at -> rows.logPrior(at, data),
            state.position(),
            settings.form() == BatchLaplace.Form.DENSE);
    return new LaplacePosterior(rows, state.position(), evidence, curved, prior, settings);
  }
}
