package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import org.borch.distributions.Distribution;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Data of a variable.
 *
 * @param data the values
 * @param missing the rows of the prior's batch shape that have none; null if all have
 * @param isBatch whether these are the rows of a draw; else they are all rows
 * @param isInside whether the values are known to lie in the support
 * @param isFilled whether the missing rows have values that nothing depends on, so that they are no
 *     variable
 * @param isElsewhere whether these are data of an earlier input than the model's
 */
record Observation(
    NDArray data,
    @Nullable Missing missing,
    boolean isBatch,
    boolean isInside,
    boolean isFilled,
    boolean isElsewhere) {

  /** Data of all rows, not checked yet. */
  static Observation of(NDArray data) {
    return new Observation(data, null, false, false, false, false);
  }

  /** Data of some rows, not checked yet. */
  static Observation of(NDArray data, Missing missing) {
    return new Observation(data, missing.count() == 0 ? null : missing, false, false, false, false);
  }

  /** Data of a minibatch. */
  static Observation ofBatch(NDArray data) {
    return new Observation(data, null, true, false, false, false);
  }

  /** The same with other values, such as these in another type. */
  Observation with(NDArray values) {
    return new Observation(values, missing, isBatch, isInside, isFilled, isElsewhere);
  }

  /** The same, known to lie in the prior's support, which does not move. */
  Observation inside() {
    return new Observation(data, missing, isBatch, true, isFilled, isElsewhere);
  }

  /**
   * The same with values for the missing rows.
   *
   * @param all values for every row; of rows that have data, these stay
   */
  Observation filledWith(NDArray all) {
    BorchArray known = BorchArray.wrap(data);
    double[] values = known.values().clone();
    double[] drawn = BorchArray.wrap(all).values();
    boolean[] isKnown = Objects.requireNonNull(missing).mask().toBooleanArray();
    int row = values.length / isKnown.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = isKnown[i / row] ? values[i] : drawn[i];
    }
    NDArray filled = BorchArray.of(known.spec(), values);
    return new Observation(filled, missing, isBatch, isInside, true, isElsewhere);
  }

  /** The same, whose missing rows are a variable again. */
  Observation unfilled() {
    return new Observation(data, missing, isBatch, isInside, false, isElsewhere);
  }

  /** The same for another input. */
  Observation elsewhere() {
    return new Observation(data, missing, isBatch, isInside, isFilled, true);
  }

  /** The data of a draw's rows, whose shapes are the prior's. */
  Observation in(String path, Distribution prior, @Nullable Plate plate) {
    Plate rows = isBatch ? null : plate;
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    NDArray own = rows(path + ": observed data", data, prior, shape, rows);
    Missing ownMissing =
        missing == null
            ? null
            : missing.in(
                array -> rows(path + ": mask", array, prior, prior.batchShape(), rows),
                rows == null || rows.isWhole());
    return new Observation(own, ownMissing, true, isInside, isFilled, isElsewhere);
  }

  /**
   * A draw's rows of values.
   *
   * @param what the values are, for the message
   * @throws IllegalArgumentException if their shape is another one
   */
  static NDArray rows(
      String what, NDArray all, Distribution prior, Shape shape, @Nullable Plate plate) {
    NDArray own = all;
    if (all.getShape().dimension() == 0 && shape.size() == 1) {
      own = all.reshape(shape);
    } else if (plate != null) {
      own = plate.take(what, all);
    }
    if (!own.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          what
              + " of shape "
              + own.getShape()
              + ", but the prior "
              + prior.name()
              + " has shape "
              + shape
              + "; they must be equal, nothing is broadcast");
    }
    return own;
  }
}
