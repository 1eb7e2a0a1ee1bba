package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Quantity;
import org.borch.infer.joint.SiteNames;
import org.borch.tensor.BorchArray;

/** The rows of one name in a {@link Summary}, gathered draw by draw. */
final class Marginal {

  /** Up to so many elements have a row each. */
  private static final int ELEMENTS = 20;

  /** The quantiles of a bigger array come from so many of its elements, evenly spaced. */
  private static final int SPACED = 200;

  private final String name;
  private final SiteNames names;
  private final Shape shape;
  private final int size;
  private final boolean big;
  private final int rows;
  private final double[] origins;
  private final double[] sums;
  private final double[] squares;
  private final List<double[]> values = new ArrayList<>();
  private long draws;

  private Marginal(SiteNames names, Shape shape) {
    this.name = names.name();
    this.names = names;
    this.shape = shape;
    this.size = Math.toIntExact(shape.size());
    this.big = size > ELEMENTS;
    this.rows = big ? 1 : size;
    this.origins = new double[rows];
    this.sums = new double[rows];
    this.squares = new double[rows];
  }

  /** For a site of the first draw. */
  static Marginal of(Trace first, Site site) {
    return new Marginal(SiteNames.of(first, site.name()), site.reported().getShape());
  }

  void add(Site site) {
    NDArray value = site.reported();
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
    if (site instanceof RandomVariable variable) {
      Distribution q = variable.approximation().orElse(null);
      if (q != null && q.has(Quantity.MEAN) && q.has(Quantity.VARIANCE)) {
        addMoments(moments(variable, q.mean()), moments(variable, q.variance()));
        return;
      }
    }
    addMoments(drawn, new double[size]);
  }

  private static double[] moments(RandomVariable variable, NDArray all) {
    return BorchArray.wrap(variable.counted(all)).values();
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
              quantile(sorted, levels[0]),
              quantile(sorted, levels[1]),
              quantile(sorted, levels[2])));
    }
    return result;
  }

  private double[] sorted(int row) {
    return big
        ? values.stream().flatMapToDouble(Arrays::stream).sorted().toArray()
        : values.stream().mapToDouble(drawn -> drawn[row]).sorted().toArray();
  }

  /** Linear between order statistics: definition 7 of Hyndman and Fan 1996. */
  private static double quantile(double[] sorted, double level) {
    double place = level * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private String label(int row) {
    return big ? name + " " + shape : names.element(shape, row);
  }
}
