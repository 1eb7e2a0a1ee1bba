package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * Data of a variable.
 *
 * @param data the values
 * @param mask BOOLEAN of the prior's batch shape, true for the rows that are observed; null if all
 *     are
 * @param isInside whether the values are known to lie in the support
 * @param isBatch whether data and mask have the rows of a draw; else they have all rows
 */
record Observation(NDArray data, @Nullable NDArray mask, boolean isBatch, boolean isInside) {

  /** Data of all rows, not checked yet. */
  static Observation of(NDArray data, @Nullable NDArray mask) {
    return new Observation(data, mask, false, false);
  }

  /** The same with other values, such as these in another type. */
  Observation with(NDArray values) {
    return new Observation(values, mask, isBatch, isInside);
  }

  /** The same, known to lie in the prior's support, which does not move. */
  Observation inside() {
    return new Observation(data, mask, isBatch, true);
  }

  /** The data of a draw's rows, whose shapes are the prior's. */
  Observation in(String path, Distribution prior, @Nullable Plate plate) {
    Plate rows = isBatch ? null : plate;
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    NDArray own = rows(path + ": observed data", data, prior, shape, rows);
    NDArray ownMask =
        mask == null ? null : rows(path + ": mask", mask, prior, prior.batchShape(), rows);
    return new Observation(own, ownMask, true, isInside);
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
