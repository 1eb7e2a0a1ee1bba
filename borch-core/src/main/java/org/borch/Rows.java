package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/** The rows of a plate in one draw, shared by all who use the plate. */
final class Rows {

  /** The size of a plate that takes it from the first variable or data in it. */
  static final long OPEN = -1;

  private final String name;
  private long size;
  private long batch;
  private @Nullable NDArray index;
  private boolean isGuessed;
  private boolean isStated;
  private List<String> labels = List.of();

  private Rows(String name, long size, long batch, @Nullable NDArray index) {
    this.name = name;
    this.size = size;
    this.batch = batch;
    this.index = index;
  }

  /** All of {@code size} rows; {@link #OPEN} if that is not known yet. */
  static Rows all(String name, long size) {
    return new Rows(name, size, size, null);
  }

  /** Given rows. */
  static Rows of(String name, long size, NDArray index) {
    return new Rows(name, size, index.getShape().size(), index);
  }

  /** Different random rows. */
  static Rows random(String name, long size, long batch, Key key) {
    return of(name, size, Noise.of(key).subset(size, Math.toIntExact(batch)));
  }

  String name() {
    return name;
  }

  long size() {
    return size;
  }

  long batch() {
    return batch;
  }

  /** What all rows are called; empty if they only have numbers. */
  List<String> labels() {
    return labels;
  }

  void label(List<String> names) {
    labels = names;
  }

  boolean isOpen() {
    return size == OPEN;
  }

  /** Whether the model says how many there are. */
  boolean isStated() {
    return isStated;
  }

  void state() {
    isStated = true;
  }

  boolean isAll() {
    return index == null;
  }

  void resolve(long rows) {
    size = rows;
    batch = rows;
  }

  /** A size that some variable in the plate must have, too. */
  void guess(long rows) {
    resolve(rows);
    isGuessed = true;
  }

  /** Some variable in the plate has as many rows. */
  void confirm() {
    isGuessed = false;
  }

  /** Some array of the plate has so many rows. */
  void confirm(long rows) {
    if (isOpen()) {
      resolve(rows);
    }
    confirm();
  }

  /** Refuses a guess that nothing has confirmed. */
  void requireConfirmed() {
    if (isGuessed) {
      throw unknown("a draw");
    }
  }

  /** The error of a plate without a size. */
  IllegalStateException unknown(String what) {
    return new IllegalStateException(
        what
            + " in plate \""
            + name
            + "\" of size unknown: bind the model to minibatches of this plate, or its variables to"
            + " data, or say the size: plate(\""
            + name
            + "\", size)");
  }

  /** INT64, the number of each row. */
  NDArray index() {
    NDArray known = index;
    if (known == null) {
      long[] all = new long[Math.toIntExact(size)];
      Arrays.setAll(all, i -> i);
      return BorchArray.ofLongs(all);
    }
    return known;
  }

  /** These rows along an axis of an array that has all. */
  NDArray take(NDArray array, int axis) {
    NDArray rows = index;
    return rows == null ? array : ArrayMath.take(array, rows, axis);
  }

  /** An array of these rows along an axis, repeated in turn until there are as many as all. */
  NDArray repeat(NDArray array, int axis) {
    if (isAll()) {
      return array;
    }
    long[] turn = new long[Math.toIntExact(size)];
    Arrays.setAll(turn, i -> i % batch);
    return ArrayMath.take(array, BorchArray.ofLongs(turn), axis);
  }

  @Override
  public String toString() {
    return "plate \""
        + name
        + "\" of size "
        + (isOpen() ? "unknown" : size)
        + (isAll() ? "" : " in batches of " + batch);
  }
}
