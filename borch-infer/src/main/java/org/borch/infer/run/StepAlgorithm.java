package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.settings.Settings;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * An algorithm whose step consists of array operations, bound to a density: what is left to write
 * is {@link #init(NDArray, Key)} where there is more than a position, {@link #columns} and {@link #update}. Its
 * steps run as a program on the JVM, as TorchScript or eagerly, in blocks; its chains are saved and
 * go on.
 *
 * <pre>{@code
 * public record Descent(double rate) {
 *   public StepAlgorithm on(LogPosterior density) { return new Bound(this, density); }
 *
 *   private static final class Bound extends StepAlgorithm {
 *     ...
 *     public Update update(FlatState state, StepData data, Key key) {
 *       LogPosterior.Gradient at = density().valueAndGradient(state.position(), data);
 *       NDArray next = state.position().add(at.gradient().mul(settings.rate()));
 *       return new Update(state.next(next), Map.of(Info.LOG_DENSITY, at.value()));
 *     }
 *   }
 * }
 * }</pre>
 */
public abstract class StepAlgorithm implements Algorithm, Transform {

  /** Of the starting points, as in Stan. */
  private static final double START_RADIUS = 2;

  private static final int BLOCK = 50;

  private final Record settings;
  private final LogPosterior density;
  private volatile @Nullable StepCode code;

  /**
   * Binds settings to a density.
   *
   * @param settings a value: a run that goes on in another process compares it
   */
  protected StepAlgorithm(Record settings, LogPosterior density) {
    if (density.dimension() == 0) {
      throw new IllegalArgumentException("a density of 0 coordinates, expected at least 1");
    }
    this.settings = settings;
    this.density = density;
  }

  // ---- what an algorithm says

  /** The names of the info of {@link #update}, in an order; see {@link Chain#columns}. */
  public abstract List<String> columns();

  /**
   * The state before the first step: all arrays that a step asks for.
   *
   * @param position [dimension], of the density's type
   * @param key of the chain, for what is drawn, such as momenta
   */
  public FlatState init(NDArray position, Key key) {
    return FlatState.of(position);
  }

  /** Whether {@link #init(NDArray, Key)} gives other states for other keys. */
  public boolean drawsItsBeginning() {
    return false;
  }

  /**
   * Where a chain begins: uniform between -2 and 2 in each unconstrained coordinate, as in Stan;
   * asked up to 100 times for a point with a finite log density.
   *
   * @param key of the chain and try
   * @return [dimension], of the density's type
   */
  public NDArray start(Key key) {
    Shape shape = new Shape(dimension());
    return Noise.of(key, type()).uniform(shape).mul(2 * START_RADIUS).sub(START_RADIUS);
  }

  // ---- what follows

  /**
   * The state before the first step, of an algorithm that draws no part of it.
   *
   * @param position [dimension], of the density's type
   * @throws IllegalStateException if it does: with one key for all, the chains would not be
   *     independent
   */
  public final FlatState init(NDArray position) {
    if (drawsItsBeginning()) {
      throw new IllegalStateException(
          name()
              + ": init(position) without a key for what is drawn at the beginning, such as momenta;"
              + " use init(position, key) with a key for each chain, such as"
              + " seed.key().at(\"init\").at(chain)");
    }
    return init(position, Key.of(0));
  }

  /** What it is bound to. */
  public final LogPosterior density() {
    return density;
  }

  @Override
  public final Record settings() {
    return settings;
  }

  @Override
  public String name() {
    return settings.getClass().getSimpleName();
  }

  @Override
  public final DataType type() {
    return density.type();
  }

  @Override
  public final int dimension() {
    return density.dimension();
  }

  @Override
  public final StepData data(Key key) {
    return density.data(key);
  }

  @Override
  public int block() {
    return BLOCK;
  }

  @Override
  public final Chain chain(int number, Key key) {
    return new StepChain(this, key);
  }

  /**
   * The state that a chain has come to.
   *
   * @param saved of a chain, see {@link UnconstrainedDraws#states}
   * @throws IllegalArgumentException if an array is missing or of another shape or type
   */
  public final FlatState state(SavedState saved) {
    FlatState shapes = shapes();
    FlatState state = StepChain.state(saved, shapes.arrays().keySet());
    if (!state.specs().equals(shapes.specs())) {
      throw new IllegalArgumentException(
          "checkpoint with arrays "
              + state.specs()
              + " of the names "
              + state.arrays().keySet()
              + ", expected "
              + shapes.specs());
    }
    return state;
  }

  @Override
  public Map<String, String> labels() {
    return Map.of(NAME, name().toLowerCase(Locale.ROOT));
  }

  @Override
  public final Settings stated() {
    return Settings.none()
        .with("settings", settings)
        .with("variables", density.parameters().toString())
        .with("type", type())
        .with("rows", density.rows())
        .with("backEnd", code().execution().backEnd());
  }

  @Override
  public String fault(FlatState state, StepData data, Key key) {
    try (Scope scope = Scope.open()) {
      String before = density.fault(state.position(), data);
      Update made = update(state, data, key);
      return before
          + " at the point before; the step's info is "
          + made.info().entrySet().stream()
              .map(each -> each.getKey() + " = " + BorchArray.wrap(each.getValue()).values()[0])
              .toList();
    }
  }

  @Override
  public String advice() {
    return "Take shorter steps, or let the run leave such steps out, run.withSkipLimit(n)";
  }

  /** What runs the steps of all its chains, made when first asked for. */
  final StepCode code() {
    StepCode known = code;
    return known == null ? choose() : known;
  }

  private synchronized StepCode choose() {
    StepCode known = code;
    if (known == null) {
      known = StepCode.of(this, shapes(), Key.of(0), density.forcedBackEnd());
      code = known;
    }
    return known;
  }

  /** Any state: its arrays have the names, shapes and types of all. */
  final FlatState shapes() {
    try (HostComputation host = HostComputation.open()) {
      return init(BorchArray.full(new Shape(dimension()), 0, type()), Key.of(0));
    }
  }

  /** {@code Sgld[...] on 10 coordinates}: settings whole. */
  @Override
  public String toString() {
    return settings + " on " + dimension() + " coordinates";
  }
}
