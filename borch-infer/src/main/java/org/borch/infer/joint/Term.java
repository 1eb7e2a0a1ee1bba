package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.PlateAxis;

/**
 * A term of a model's log joint density that depends on discrete variables, for all their states.
 *
 * @param name of the variable or factor
 * @param isObserved whether it counts as likelihood: an observed variable or a factor
 * @param axes the numbers of the discrete variables, ascending
 * @param plates of its rows, from the outermost
 * @param logs [states of each discrete variable] + batch
 */
record Term(
    String name, boolean isObserved, List<Integer> axes, List<PlateAxis> plates, NDArray logs) {

  Term withLogs(NDArray other) {
    return new Term(name, isObserved, axes, plates, other);
  }

  /** The sizes of the plates. */
  Shape rowShape() {
    return logs.getShape().slice(axes.size(), axes.size() + plates.size());
  }

  Factor factor() {
    return Factor.of(axes, plates, logs);
  }
}
