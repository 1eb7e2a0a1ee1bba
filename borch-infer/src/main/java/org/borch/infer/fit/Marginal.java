package org.borch.infer.fit;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.distributions.Distribution;
import org.borch.distributions.Quantity;
import org.borch.infer.density.Naming;
import org.borch.infer.diagnostics.Quantile;
import org.borch.tensor.BorchArray;

/** The rows of one name in a {@link Summary}, gathered draw by draw. */
final class Marginal {

  /** Up to so many elements have a row each. */
  private static final int ELEMENTS = 20;

  /** The quantiles of a bigger array come from so many of its elements, evenly spaced. */
  private static final int SPACED = 200;

  /** What there is of a variable in a draw. */
  enum Moment {
    VALUE,
    MEAN,
    VARIANCE
  }

  /**
   * One of them.
   *
   * @param name of the variable or derived quantity
   */
  record Part(String name, Moment moment) {}

  private final String name;
  private final Naming naming;
  private final Shape shape;
  private final int size;
  private final boolean big;
  private final int rows;
  private final double[] origins;
  private final double[] sums;
  private final double[] squares;
  private final List<double[]> values = new ArrayList<>();
  private long draws;

  /**
   * No draws yet.
   *
   * @param shape of a draw
   */
  Marginal(String name, Naming naming, Shape shape) {
    this.name = name;
    this.naming = naming;
    this.shape = shape;
    this.size = Math.toIntExact(shape.size());
    this.big = size > ELEMENTS;
    this.rows = big ? 1 : size;
    this.origins = new double[rows];
    this.sums = new double[rows];
    this.squares = new double[rows];
  }

  /** What a summary needs of a draw: the values, and q's own moments where it has them. */
  static Map<Part, NDArray> parts(List<Site> sites) {
    Map<Part, NDArray> parts = new LinkedHashMap<>();
    for (Site site : sites) {
      parts.put(new Part(site.name(), Moment.VALUE), site.reported());
      if (site instanceof RandomVariable variable) {
        Distribution q = variable.approximation().orElse(null);
        if (q != null && q.has(Quantity.MEAN) && q.has(Quantity.VARIANCE)) {
          parts.put(new Part(site.name(), Moment.MEAN), variable.counted(q.mean()));
          parts.put(new Part(site.name(), Moment.VARIANCE), variable.counted(q.variance()));
        }
      }
    }
    return parts;
  }

  /** Adds a draw. */
  void add(Map<Part, NDArray> parts) {
    NDArray value = requireNonNull(parts.get(new Part(name, Moment.VALUE)));
    if (!value.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          name
              + ": shape "
              + value.getShape()
              + " in a draw, but "
              + shape
              + " before;"
              + " look at such draws one by one with each(...)");
    }
    draws++;
    double[] drawn = BorchArray.wrap(value).values();
    values.add(big ? spaced(drawn) : drawn);
    NDArray mean = parts.get(new Part(name, Moment.MEAN));
    NDArray variance = parts.get(new Part(name, Moment.VARIANCE));
    if (mean == null || variance == null) {
      addMoments(drawn, new double[size]);
    } else {
      addMoments(BorchArray.wrap(mean).values(), BorchArray.wrap(variance).values());
    }
  }

  private static double[] spaced(double[] drawn) {
    int count = Math.min(SPACED, drawn.length);
    double[] some = new double[count];
    for (int i = 0; i < count; i++) {
      some[i] = drawn[(int) ((long) i * drawn.length / count)];
    }
    return some;
  }

  /** By the laws of total expectation and variance, relative to the first means. */
  private void addMoments(double[] means, double[] variances) {
    if (draws == 1) {
      for (int row = 0; row < Math.min(rows, size); row++) {
        origins[row] = Double.isFinite(means[row]) ? means[row] : 0;
      }
    }
    for (int i = 0; i < size; i++) {
      int row = big ? 0 : i;
      double mean = means[i] - origins[row];
      sums[row] += mean;
      squares[row] += variances[i] + mean * mean;
    }
  }

  List<Summary.Row> rows(double[] levels) {
    List<Summary.Row> result = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double count = (double) draws * (big ? size : 1);
      double mean = sums[row] / count;
      double variance = squares[row] / count - mean * mean;
      double[] sorted = sorted(row);
      result.add(
          new Summary.Row(
              label(row),
              origins[row] + mean,
              Math.sqrt(Math.max(0, variance)),
              Quantile.ofSorted(sorted, levels[0]),
              Quantile.ofSorted(sorted, levels[1]),
              Quantile.ofSorted(sorted, levels[2])));
    }
    return result;
  }

  private double[] sorted(int row) {
    int each = big ? values.get(0).length : 1;
    double[] all = new double[values.size() * each];
    for (int draw = 0; draw < values.size(); draw++) {
      System.arraycopy(values.get(draw), big ? 0 : row, all, draw * each, each);
    }
    Arrays.sort(all);
    return all;
  }

  private String label(int row) {
    return big ? name + " " + shape : naming.element(name, shape, row);
  }
}
