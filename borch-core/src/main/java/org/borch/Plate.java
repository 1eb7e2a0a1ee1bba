package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.borch.distributions.Distribution;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Independent rows of a model in one draw: all N, or a batch of B of them, whose log densities then
 * count N/B times. Plates nest; the axes of the outer ones are further left.
 *
 * <pre>
 *   shape of a variable:  [outer plate, inner plate] + event
 * </pre>
 */
public final class Plate {

  private final Draw draw;
  private final Module<?, ?> module;
  private final Rows rows;
  private final @Nullable Plate outer;

  Plate(Draw draw, Module<?, ?> module, Rows rows, @Nullable Plate outer) {
    this.draw = draw;
    this.module = module;
    this.rows = rows;
    this.outer = outer;
  }

  /**
   * A random variable with one independent value for each row: the prior is expanded to the plates'
   * rows.
   *
   * @return [outer rows, rows] + event
   * @throws IllegalArgumentException if the prior's batch shape does not expand to the rows
   */
  public NDArray rv(String name, Distribution prior) {
    return running("rv", name).rv(module, name, prior, this);
  }

  /**
   * As {@link #rv(String, Distribution)}, where each row has an array of the given sizes: {@code
   * groups.rv("b", normal(0, tau), 2)} is an intercept and a slope for each group.
   *
   * @param sizes of one row's value, to which the prior's batch expands
   * @return [outer rows, rows] + sizes + event of the prior
   * @throws IllegalArgumentException if the prior's batch shape does not expand to the sizes
   */
  public NDArray rv(String name, Distribution prior, long... sizes) {
    return rv(name, Sizes.expand(name, prior, sizes).toEvent(sizes.length));
  }

  /**
   * Adds a term to the log joint density for each row; terms count N/B times, like the densities of
   * the plate's variables, and stay apart where rows do.
   *
   * @param terms [outer rows, rows] + any, of which a row's are added up
   * @throws IllegalArgumentException if the leftmost sizes are not the plates' rows
   */
  public void factor(String name, NDArray terms) {
    running("factor", name).factor(module, name, terms, this);
  }

  /**
   * Records a derived quantity of each row for reports, which gets the rows' labels, and returns
   * it.
   *
   * @param value [outer rows, rows] + any
   * @throws IllegalArgumentException if the leftmost sizes are not the plates' rows
   */
  public NDArray deterministic(String name, NDArray value) {
    return running("deterministic", name).deterministic(module, name, value, this);
  }

  /** Independent rows inside each of these. */
  public Plate plate(String name, long size) {
    return running("plate", name).plate(module, name, size, size, this);
  }

  /**
   * Independent rows with names inside each of these: {@code x[Choate,girls]}.
   *
   * @param labels one for each row, all different, without brackets and line breaks
   */
  public Plate plate(String name, List<String> labels) {
    return running("plate", name).plate(module, name, labels, this);
  }

  /** Independent rows inside each of these, of which each draw has the same random subset. */
  public Plate plate(String name, long size, long batch) {
    return running("plate", name).plate(module, name, size, batch, this);
  }

  /**
   * This draw's rows of data that has all: [outer N, N] + any → [outer B, B] + any.
   *
   * @throws IllegalArgumentException if the data's leftmost sizes are not the plates'
   */
  public NDArray rows(NDArray data) {
    Draw running = running("rows", rows.name());
    return running.data(take("plate(\"" + rows.name() + "\").rows", data), this);
  }

  /** The number of each row in this draw: INT64 [B]. */
  public NDArray index() {
    requireKnown("index");
    return running("index", rows.name()).data(rows.index(), this);
  }

  /** The name. */
  public String name() {
    return rows.name();
  }

  /** How many rows there are. */
  public long size() {
    requireKnown("size");
    return rows.size();
  }

  /** How many rows this draw has. */
  public long batch() {
    requireKnown("batch");
    return rows.batch();
  }

  /** N/B of this plate and the outer ones together: the weight of a row's log density. */
  public double scale() {
    return ownScale() * (outer == null ? 1 : outer.scale());
  }

  /** Whether the draw has all rows of this plate and of the outer ones. */
  boolean isWhole() {
    return rows.isAll() && (outer == null || outer.isWhole());
  }

  private double ownScale() {
    return rows.isAll() ? 1 : (double) rows.size() / rows.batch();
  }

  /** The axes of a variable in this plate. */
  List<PlateAxis> axes() {
    return fromOuter().stream()
        .map(p -> new PlateAxis(p.name(), p.ownScale(), p.rows.labels(), !p.rows.isStated()))
        .toList();
  }

  /** The rows of an array of all rows; {@code who} stands in the message if sizes differ. */
  NDArray take(String who, NDArray array) {
    requireSizes(who, array.getShape());
    NDArray result = array;
    List<Plate> plates = fromOuter();
    for (int axis = 0; axis < plates.size(); axis++) {
      result = plates.get(axis).rows.take(result, axis);
    }
    return result;
  }

  /**
   * Takes the size of a plate that has none from the first variable in it: from its prior, else
   * from what the variable is bound to; else it is that of all data, if these agree and a variable
   * in the plate turns out to have some.
   *
   * @param batch of the prior
   * @param bound the variable's value or data; null if it has none
   * @param sizes of the first axes of all data
   */
  void resolve(Shape batch, @Nullable NDArray bound, Supplier<Set<Long>> sizes) {
    int depth = depth();
    long own = batch.dimension() < depth ? 1 : batch.get(depth - 1);
    Shape data = bound == null ? new Shape() : bound.getShape();
    boolean hasData = data.dimension() >= depth;
    if (rows.isOpen() && own != 1) {
      rows.resolve(own);
    } else if (rows.isOpen() && hasData) {
      rows.resolve(data.get(depth - 1));
    } else if (rows.isOpen() && batch.dimension() >= depth) {
      rows.resolve(own);
    } else if (rows.isOpen() && depth == 1) {
      Set<Long> all = sizes.get();
      if (all.size() == 1) {
        rows.guess(all.iterator().next());
      }
    }
    if (hasData) {
      rows.confirm();
    }
  }

  /** A prior for all rows of this draw; {@code path} stands in the message. */
  Distribution expand(String path, Distribution prior) {
    Shape batch = prior.batchShape();
    requireKnown("rv(\"" + path + "\")");
    Shape sizes = sizes();
    if (!Shapes.broadcastsTo(batch, sizes)) {
      throw new IllegalArgumentException(
          path
              + ": "
              + prior.name()
              + " of batch shape "
              + batch
              + " in "
              + describe()
              + " with rows "
              + sizes
              + "; expected a batch shape that expands to the rows (join"
              + " what belongs to one row with toEvent(n))");
    }
    return prior.expand(sizes);
  }

  /** Refuses an array that has not one value or more for each row of this draw. */
  void requireRows(String what, String path, Shape shape) {
    int depth = depth();
    if (rows.isOpen() && shape.dimension() >= depth) {
      rows.resolve(shape.get(depth - 1));
    }
    requireKnown(what + "(\"" + path + "\")");
    Shape sizes = sizes();
    if (shape.dimension() < depth || !shape.slice(0, depth).equals(sizes)) {
      throw new IllegalArgumentException(
          path
              + ": "
              + what
              + " of shape "
              + shape
              + " in "
              + describe()
              + " with rows "
              + sizes
              + "; expected these sizes leftmost, a value for each row");
    }
  }

  private Shape sizes() {
    return new Shape(fromOuter().stream().mapToLong(p -> p.rows.batch()).toArray());
  }

  /** The rows of this plate and the outer ones, from the outermost. */
  List<Rows> allRows() {
    return fromOuter().stream().map(p -> p.rows).toList();
  }

  /** A shape with all rows for one with this draw's. */
  Shape full(Shape shape) {
    List<Plate> plates = fromOuter();
    long[] sizes = shape.getShape().clone();
    for (int axis = 0; axis < plates.size(); axis++) {
      sizes[axis] = plates.get(axis).rows.size();
    }
    return new Shape(sizes);
  }

  /** This draw's rows repeated until there are as many as all, for starting values. */
  NDArray repeat(NDArray array) {
    NDArray result = array;
    List<Plate> plates = fromOuter();
    for (int axis = 0; axis < plates.size(); axis++) {
      result = plates.get(axis).rows.repeat(result, axis);
    }
    return result;
  }

  /** How many plates there are, with the outer ones. */
  int depth() {
    return outer == null ? 1 : outer.depth() + 1;
  }

  private List<Plate> fromOuter() {
    List<Plate> plates = outer == null ? new ArrayList<>() : outer.fromOuter();
    plates.add(this);
    return plates;
  }

  private void requireSizes(String who, Shape shape) {
    List<Plate> plates = fromOuter();
    int depth = plates.size();
    if (shape.dimension() >= depth) {
      rows.confirm(shape.get(depth - 1));
    }
    for (int axis = 0; axis < depth; axis++) {
      Rows own = plates.get(axis).rows;
      if (shape.dimension() <= axis || shape.get(axis) != own.size()) {
        throw new IllegalArgumentException(
            who
                + ": got shape "
                + shape
                + ", expected "
                + own.size()
                + " rows at axis "
                + axis
                + " as in "
                + own);
      }
    }
  }

  private void requireKnown(String what) {
    if (rows.isOpen()) {
      throw rows.unknown(what);
    }
  }

  private Draw running(String what, String name) {
    Draw running = Draw.running(what, name);
    if (running != draw) {
      throw new IllegalStateException(
          what
              + "(\""
              + name
              + "\") in plate \""
              + rows.name()
              + "\" of another draw; make the"
              + " plate in forward, not outside");
    }
    return running;
  }

  private String describe() {
    return fromOuter().stream().map(p -> p.rows.toString()).reduce((a, b) -> a + ", " + b).get();
  }

  @Override
  public String toString() {
    return describe();
  }
}
