package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.borch.infer.LogDensity;
import org.borch.infer.LogDensity.Coordinates;
import org.borch.tensor.BorchArray;

/**
 * The coordinates of variables whose support has an edge, which lies at an infinite coordinate: for
 * a scale both 0 and infinity, for a probability 0 and 1.
 */
final class Edges {

  /** Beyond it a variable is nearer to its edge than 1e-11, or larger than 1e11. */
  private static final double NEAR = 25;

  /** A number beyond it is no coordinate of any model: the density rises without end. */
  private static final double BEYOND = 1e30;

  /** The log density rises by so much for each unit of a coordinate that runs off. */
  private static final double RISE = 1e-2;

  private final List<Coordinates> coordinates;
  private final boolean[] hasEdge;

  private Edges(List<Coordinates> coordinates, boolean[] hasEdge) {
    this.coordinates = coordinates;
    this.hasEdge = hasEdge;
  }

  /** Finds them by comparing the variables' values at a point to the coordinates. */
  static Edges of(LogDensity density, double[] at) {
    boolean[] hasEdge = new boolean[at.length];
    Map<String, NDArray> values = density.constrain(at);
    for (Coordinates variable : density.coordinates()) {
      NDArray value = values.get(variable.name());
      if (value == null) {
        continue; // the standard part of a decentred variable, which has the whole line
      }
      double[] own = BorchArray.wrap(value).values();
      for (int i = 0; i < variable.size(); i++) {
        int place = variable.offset() + i;
        hasEdge[place] = own.length != variable.size() || own[i] != at[place];
      }
    }
    return new Edges(density.coordinates(), hasEdge);
  }

  /** A coordinate that runs off to an edge, or beyond number, while the density still rises. */
  OptionalInt risingTowards(Point point) {
    for (int i = 0; i < hasEdge.length; i++) {
      double place = point.at()[i];
      double outward = -point.gradient()[i] * Math.signum(place);
      if (isNear(point.at(), i) ? outward > RISE : outward > 0 && Math.abs(place) > BEYOND) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Whether a coordinate's variable has an edge at infinity. */
  boolean has(int coordinate) {
    return hasEdge[coordinate];
  }

  /** The names of the variables with an element near its edge. */
  List<String> near(double[] at) {
    List<String> names = new ArrayList<>();
    for (Coordinates variable : coordinates) {
      boolean any = false;
      for (int i = variable.offset(); i < variable.offset() + variable.size(); i++) {
        any |= isNear(at, i);
      }
      if (any) {
        names.add(variable.name());
      }
    }
    return names;
  }

  private boolean isNear(double[] at, int i) {
    return hasEdge[i] && Math.abs(at[i]) > NEAR;
  }
}
