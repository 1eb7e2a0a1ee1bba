package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.joint.SiteNames;
import org.borch.tensor.ArrayMath;

/** The draws of one variable in a {@link Check}: all elements or, of a big one, two moments. */
final class CheckColumn {

  /** A variable with more elements is judged as a whole. */
  private static final int ELEMENTS = 1_000;

  private final SiteNames names;
  private final Shape shape;
  private final boolean big;
  private final double[][] centres;
  private final double[] spreads;

  /** Space for draws of a variable's shape. */
  CheckColumn(String name, Shape shape, int draws) {
    this(new SiteNames(name, null, List.of()), shape, draws);
  }

  /** As the other one, with the names of elements. */
  CheckColumn(SiteNames names, Shape shape, int draws) {
    this.names = names;
    this.shape = shape;
    this.big = isBig(shape);
    this.centres = new double[big ? 1 : Math.toIntExact(shape.size())][draws];
    this.spreads = new double[big ? draws : 0];
  }

  private static boolean isBig(Shape shape) {
    return shape.size() > ELEMENTS;
  }

  /** What to keep of a value, as an array operation: itself, or mean and variance of a big one. */
  static NDArray kept(NDArray value) {
    if (!isBig(value.getShape())) {
      return value;
    }
    NDArray floats =
        value.getDataType().isFloating() ? value : ArrayMath.cast(value, DataType.FLOAT64);
    NDArray mean = floats.mean();
    return ArrayMath.stack(0, mean, floats.sub(mean).square().mean());
  }

  /** Adds what was kept of a draw. */
  void addKept(int draw, double[] kept) {
    if (big) {
      centres[0][draw] = kept[0];
      spreads[draw] = kept[1];
    } else {
      for (int i = 0; i < kept.length; i++) {
        centres[i][draw] = kept[i];
      }
    }
  }

  /** Adds a draw's value. */
  void add(int draw, double[] value) {
    if (!big) {
      addKept(draw, value);
      return;
    }
    double mean = Arrays.stream(value).average().orElseThrow();
    double spread = Arrays.stream(value).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    addKept(draw, new double[] {mean, spread});
  }

  /**
   * The moments of the draws, as they are and weighted.
   *
   * @param weights of the draws, which add up to 1
   */
  List<Check.Row> rows(double[] weights) {
    double[] equal = new double[weights.length];
    Arrays.fill(equal, 1.0 / weights.length);
    List<Check.Row> rows = new ArrayList<>();
    for (int i = 0; i < centres.length; i++) {
      double mean = mean(centres[i], equal);
      double corrected = mean(centres[i], weights);
      rows.add(
          new Check.Row(
              label(i),
              mean,
              Math.sqrt(variance(centres[i], equal, mean)),
              corrected,
              Math.sqrt(variance(centres[i], weights, corrected)),
              error(centres[i], weights, corrected)));
    }
    return rows;
  }

  /** Relative to the first draw, so that equal draws have exactly their mean. */
  private static double mean(double[] draws, double[] weights) {
    double sum = 0;
    for (int s = 0; s < draws.length; s++) {
      sum += weights[s] * (draws[s] - draws[0]);
    }
    return draws[0] + sum;
  }

  /** By the law of total variance, of all elements of a big variable together. */
  private double variance(double[] draws, double[] weights, double mean) {
    double sum = 0;
    for (int s = 0; s < draws.length; s++) {
      double deviation = draws[s] - mean;
      sum += weights[s] * (deviation * deviation + (big ? spreads[s] : 0));
    }
    return sum;
  }

  /** The delta method for a ratio of means: Owen, "Monte Carlo theory", equation 9.8. */
  private static double error(double[] draws, double[] weights, double mean) {
    double sum = 0;
    for (int s = 0; s < draws.length; s++) {
      double deviation = weights[s] * (draws[s] - mean);
      sum += deviation * deviation;
    }
    return Math.sqrt(sum);
  }

  private String label(int element) {
    return big ? names.name() + " " + shape : names.element(shape, element);
  }
}
