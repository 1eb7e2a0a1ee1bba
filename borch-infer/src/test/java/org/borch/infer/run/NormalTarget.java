package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.tensor.BorchArray;

/** Independent normals in parameters of several shapes: means 1, 2, ..., variances from 1 to 4. */
final class NormalTarget {

  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final double[] means;
  private final double[] variances;

  private NormalTarget(Map<String, Shape> shapes) {
    this.shapes.putAll(shapes);
    int d = (int) shapes.values().stream().mapToLong(Shape::size).sum();
    means = new double[d];
    variances = new double[d];
    Arrays.setAll(means, i -> i + 1);
    Arrays.setAll(variances, i -> 1 + 3.0 * i / (d - 1));
  }

  static NormalTarget of2() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape());
    shapes.put("b", new Shape(1));
    return new NormalTarget(shapes);
  }

  static NormalTarget of10() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape(2, 3));
    shapes.put("b", new Shape());
    shapes.put("c", new Shape(3));
    return new NormalTarget(shapes);
  }

  static NormalTarget of50() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape(5, 4));
    shapes.put("b", new Shape(2, 3, 4));
    shapes.put("c", new Shape(6));
    return new NormalTarget(shapes);
  }

  LogPosterior density() {
    return LogPosterior.of(shapes, DataType.FLOAT64, this::value);
  }

  private NDArray value(Map<String, NDArray> at) {
    NDArray sum = BorchArray.scalar(0, DataType.FLOAT64);
    int from = 0;
    for (Map.Entry<String, Shape> part : shapes.entrySet()) {
      Shape shape = part.getValue();
      int to = from + (int) shape.size();
      NDArray z = at.get(part.getKey()).sub(array(shape, means, from, to));
      sum = sum.add(z.square().div(array(shape, variances, from, to)).sum().mul(-0.5));
      from = to;
    }
    return sum;
  }

  private static BorchArray array(Shape shape, double[] values, int from, int to) {
    return BorchArray.of(shape, Arrays.copyOfRange(values, from, to));
  }

  double[] means() {
    return means.clone();
  }

  double[][] precision() {
    double[][] precision = new double[means.length][means.length];
    for (int i = 0; i < means.length; i++) {
      precision[i][i] = 1 / variances[i];
    }
    return precision;
  }

  /**
   * The covariance of the normal distribution that is nearest to one of a precision matrix, by the
   * divergence of variational inference: with independent coordinates the inverse of the precision
   * matrix's diagonal.
   *
   * @param precision diagonal, or of 2 dimensions
   */
  static double[][] nearest(double[][] precision, boolean isDiagonal, double temperature) {
    int d = precision.length;
    double[][] covariance = new double[d][d];
    for (int i = 0; i < d; i++) {
      covariance[i][i] = temperature / precision[i][i];
    }
    if (d == 2 && !isDiagonal) {
      double[][] p = precision;
      double scale = temperature / (p[0][0] * p[1][1] - p[0][1] * p[1][0]);
      covariance[0] = new double[] {scale * p[1][1], -scale * p[0][1]};
      covariance[1] = new double[] {-scale * p[1][0], scale * p[0][0]};
    }
    return covariance;
  }
}
