package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.LogDensity.Coordinates;
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

  /** By this much of an unconstrained coordinate a scale shrinks to less than a hundredth. */
  private static final double FURTHER = 5;

  /** Less is no fall of a log density over such a way. */
  private static final double LEVEL = 1e-4;

  private final List<Coordinates> coordinates;
  private final boolean[] hasEdge;

  private Edges(List<Coordinates> coordinates, boolean[] hasEdge) {
    this.coordinates = coordinates;
    this.hasEdge = hasEdge;
  }

  /** Finds them by comparing the variables' values at a point to the coordinates. */
  static Edges of(LogDensity density, double[] at) {
    boolean[] hasEdge = new boolean[at.length];
    Map<String, NDArray> values = density.variables().constrain(at);
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

  /**
   * The names of the variables with an element at its edge: going a long way further changes
   * nothing. So does an element that nothing determines.
   */
  List<String> reached(Point point, LogDensity.Evaluator density) {
    List<String> names = new ArrayList<>();
    for (Coordinates variable : coordinates) {
      for (int i = variable.offset(); i < variable.offset() + variable.size(); i++) {
        if (hasEdge[i]
            && (isLevel(point, i, FURTHER, density) || isLevel(point, i, -FURTHER, density))) {
          names.add(variable.name());
          break;
        }
      }
    }
    return names;
  }

  private static boolean isLevel(
      Point point, int coordinate, double step, LogDensity.Evaluator density) {
    double[] at = point.at().clone();
    at[coordinate] += step;
    return -density.value(at) - point.value() < LEVEL;
  }

  private boolean isNear(double[] at, int i) {
    return hasEdge[i] && Math.abs(at[i]) > NEAR;
  }
}
