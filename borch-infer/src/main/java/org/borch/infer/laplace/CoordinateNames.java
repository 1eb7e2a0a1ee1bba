package org.borch.infer.laplace;

import org.borch.infer.LogDensity;
import org.borch.infer.LogDensity.Coordinates;

/** What to call a coordinate of a density: its variable and, of an array, the element. */
final class CoordinateNames {

  private CoordinateNames() {}

  /** {@code tau}, {@code theta[3]} or {@code weight[0,2]}. */
  static String of(LogDensity density, int coordinate) {
    for (Coordinates variable : density.coordinates()) {
      int place = coordinate - variable.offset();
      if (place >= 0 && place < variable.size()) {
        return variable.name() + index(variable, place);
      }
    }
    throw new IndexOutOfBoundsException(coordinate);
  }

  private static String index(Coordinates variable, int place) {
    int axes = variable.shape().dimension();
    if (axes == 0) {
      return "";
    }
    String[] index = new String[axes];
    long rest = place;
    for (int axis = axes - 1; axis >= 0; axis--) {
      index[axis] = Long.toString(rest % variable.shape().get(axis));
      rest /= variable.shape().get(axis);
    }
    return "[" + String.join(",", index) + "]";
  }
}
