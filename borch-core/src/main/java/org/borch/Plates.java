package org.borch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/** The plates of one draw by name, each with its rows; a guide shares them with its model. */
final class Plates {

  private final Map<String, Rows> known = new HashMap<>();
  private final Key key;
  private final @Nullable Rows bound;
  private final boolean takesAllRows;

  /**
   * No plates yet.
   *
   * @param key from which rows are drawn
   * @param bound the rows of the minibatch, if there is one
   * @param takesAllRows whether batches are ignored
   */
  Plates(Key key, @Nullable Rows bound, boolean takesAllRows) {
    this.key = key.at("plate");
    this.bound = bound;
    this.takesAllRows = takesAllRows;
    if (bound != null) {
      known.put(bound.name(), bound);
    }
  }

  /** A plate whose size the minibatch says, or what is first met in it. */
  Rows open(String name) {
    return known.computeIfAbsent(name, n -> Rows.all(n, Rows.OPEN));
  }

  /** A plate of a size, in batches. */
  Rows sized(String name, long size, long batch) {
    if (size < 0 || batch < Math.min(1, size) || batch > size) {
      throw new IllegalArgumentException(
          "plate \""
              + name
              + "\": "
              + sizes(size, batch)
              + ", expected a size of at least 0 and batches of 1 to that");
    }
    Rows rows = known.computeIfAbsent(name, n -> rows(n, size, batch));
    if (rows.isOpen()) {
      rows.resolve(size);
    }
    boolean isOtherBatch = batch < size && batch != rows.batch() && !takesAllRows && rows != bound;
    if (rows.size() != size || isOtherBatch) {
      throw new IllegalArgumentException(
          "plate \""
              + name
              + "\": "
              + sizes(size, batch)
              + ", but this draw has "
              + rows
              + "; the rows of a plate are the same for all");
    }
    rows.state();
    return rows;
  }

  /** A plate whose rows have names, all of them. */
  Rows labelled(String name, List<String> given) {
    List<String> labels = Labels.require("plate \"" + name + "\"", given);
    Rows rows = known.computeIfAbsent(name, n -> Rows.all(n, labels.size()));
    if (rows.isOpen()) {
      rows.resolve(labels.size());
    }
    boolean isOther = !rows.labels().isEmpty() && !rows.labels().equals(labels);
    if (rows.size() != labels.size() || isOther) {
      throw new IllegalArgumentException(
          "plate \""
              + name
              + "\": "
              + labels.size()
              + " labels, but this draw has "
              + rows
              + (isOther ? " with other labels" : "")
              + "; give each of its rows one label, the same everywhere");
    }
    rows.label(labels);
    rows.state();
    return rows;
  }

  /** Refuses plates whose size no variable in them has. */
  void requireConfirmed() {
    known.values().forEach(Rows::requireConfirmed);
  }

  private Rows rows(String name, long size, long batch) {
    return batch == size || takesAllRows
        ? Rows.all(name, size)
        : Rows.random(name, size, batch, key.at(name));
  }

  private static String sizes(long size, long batch) {
    return "size " + size + (batch == size ? "" : " in batches of " + batch);
  }
}
