package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.Batch;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The data that one step of an algorithm sees: all that its density is bound to, or one minibatch.
 * Algorithms hand it on and do not look at it.
 */
public final class StepData {

  private static final StepData ALL = new StepData(null);

  private final @Nullable Batch<?> rows;

  private StepData(@Nullable Batch<?> rows) {
    this.rows = rows;
  }

  /** All data. */
  public static StepData all() {
    return ALL;
  }

  /** A minibatch. */
  public static StepData of(Batch<?> batch) {
    return new StepData(batch);
  }

  /** A minibatch, or all data if there is none. */
  public static StepData of(Optional<? extends Batch<?>> batch) {
    return batch.isPresent() ? of(batch.get()) : ALL;
  }

  /** The minibatch; empty: all data. */
  public Optional<Batch<?>> batch() {
    return Optional.ofNullable(rows);
  }

  /**
   * How many rows there are.
   *
   * @throws IllegalStateException if these are all data, whose rows nobody counts
   */
  public long count() {
    return required().index().size();
  }

  /**
   * What each row counts for in a density of all data.
   *
   * @throws IllegalStateException if these are all data, whose rows nobody counts
   */
  public double weight() {
    return (double) required().size() / count();
  }

  Batch<?> required() {
    if (rows == null) {
      throw new IllegalStateException(
          "a step without rows, expected a batch; use algorithm.data(key), or StepData.of(batch)");
    }
    return rows;
  }

  /** The minibatch's arrays; none for all data, which a program has within. */
  public List<NDArray> arrays() {
    return rows == null ? List.of() : rows.arrays();
  }

  /**
   * Shape and type of each of {@link #arrays}, as a program takes them.
   *
   * @param type of the run, for floating arrays
   */
  public List<Spec> specs(DataType type) {
    return rows == null ? List.of() : rows.specs(type);
  }

  /**
   * The same with other arrays, such as arguments of a function that is traced.
   *
   * @param arrays in the order of {@link #arrays}
   */
  public StepData with(List<? extends NDArray> arrays) {
    return rows == null ? this : new StepData(rows.with(arrays));
  }

  /**
   * The same with floating arrays of a type, as a program takes them.
   *
   * @param type FLOAT32 or FLOAT64
   */
  public StepData in(DataType type) {
    List<NDArray> arrays = new ArrayList<>();
    for (NDArray array : arrays()) {
      arrays.add(array.getDataType().isFloating() ? ArrayMath.cast(array, type) : array);
    }
    return with(arrays);
  }

  /** {@code all data}, or how many rows of how many. */
  @Override
  public String toString() {
    return rows == null ? "all data" : rows.index().size() + " of " + rows.size() + " rows";
  }
}
