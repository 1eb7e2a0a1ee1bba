package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.PlateAxis;

/**
 * A term of a log joint density for every state of the discrete variables on which it depends.
 *
 * @param axes the numbers of those variables, ascending
 * @param plates of its rows, from the outermost
 * @param logs an axis for each variable, then one for each plate
 */
record Factor(List<Integer> axes, List<PlateAxis> plates, NDArray logs) {

  /**
   * A factor from terms that may have further axes, which are summed.
   *
   * @param logs axes of states, then of plates, then others
   */
  static Factor of(List<Integer> axes, List<PlateAxis> plates, NDArray logs) {
    int own = axes.size() + plates.size();
    int all = logs.getShape().dimension();
    int[] others = IntStream.range(own, all).toArray();
    return new Factor(axes, plates, others.length == 0 ? logs : logs.sum(others));
  }

  /** The logs with an axis for each of some variables, of length 1 for those it lacks. */
  NDArray alignedTo(List<Integer> wanted) {
    Shape shape = new Shape();
    int next = 0;
    for (int variable : wanted) {
      shape = shape.add(axes.contains(variable) ? logs.getShape().get(next++) : 1);
    }
    return logs.reshape(shape.addAll(logs.getShape().slice(axes.size())));
  }

  /** Summed over the rows of the innermost plate with their weight: a factor of the outer ones. */
  Factor withoutInnermostPlate() {
    int last = plates.size() - 1;
    NDArray sum = logs.sum(new int[] {axes.size() + last});
    double scale = plates.get(last).scale();
    return new Factor(axes, plates.subList(0, last), scale == 1 ? sum : sum.mul(scale));
  }
}
