package org.borch.infer.laplace;

import static org.borch.tensor.LinearAlgebra.diagonalMatrix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.borch.infer.curvature.Hessians;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A log prior at a point.
 *
 * @param value the log density
 * @param slope its gradient, [d]
 * @param diagonal of minus its second derivative, [d]
 * @param whole minus its second derivative, [d, d], if it was asked for and is no diagonal matrix
 */
record PriorCurvature(double value, NDArray slope, NDArray diagonal, @Nullable NDArray whole) {

  /** Beside the largest entry, what is rounding. */
  private static final double ROUNDING = 1e-5;

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** Of any function, whose parameters are looked at one by one only if they depend on others. */
  static PriorCurvature of(UnaryOperator<NDArray> logPrior, NDArray at, boolean isDense) {
    Autodiff.ValueAndGradient both =
        Autodiff.valueAndGrad(x -> logPrior.apply(x.get(0)), List.of(at));
    double value = BorchArray.wrap(both.value()).values()[0];
    NDArray slope = both.gradient().get(0);
    NDArray signs =
        Noise.of(Key.of(0), at.getDataType()).uniform(new Shape(at.size())).sub(0.5).sign();
    NDArray plain = Autodiff.hvp(logPrior, at, at.onesLike()).neg();
    NDArray turned = Autodiff.hvp(logPrior, at, signs).mul(signs).neg();
    if (isClose(plain, turned)) {
      return new PriorCurvature(value, slope, plain, null);
    }
    if (isDense) {
      NDArray matrix = Autodiff.hessian(logPrior).apply(at).neg();
      return new PriorCurvature(value, slope, LinearAlgebra.diagonal(matrix), matrix);
    }
    return new PriorCurvature(value, slope, Hessians.diagonal(logPrior, at).neg(), null);
  }

  /** Products of a diagonal matrix with random signs are its diagonal with these. */
  private static boolean isClose(NDArray a, NDArray b) {
    double[] first = BorchArray.wrap(a).values();
    double[] second = BorchArray.wrap(b).values();
    double size = 0;
    double gap = 0;
    for (int i = 0; i < first.length; i++) {
      size = Math.max(size, Math.abs(first[i]));
      gap = Math.max(gap, Math.abs(first[i] - second[i]));
    }
    double rounding = a.getDataType() == DataType.FLOAT64 ? 1e-10 : ROUNDING;
    return gap <= rounding * size;
  }

  /**
   * Of normal distributions around 0.
   *
   * @param precisions by parameter
   */
  static PriorCurvature normal(
      Map<String, Shape> parameters, Map<String, Double> precisions, NDArray at) {
    double[] each = new double[Math.toIntExact(at.size())];
    int next = 0;
    for (Map.Entry<String, Shape> parameter : parameters.entrySet()) {
      double precision = Objects.requireNonNull(precisions.get(parameter.getKey()));
      for (int i = 0; i < parameter.getValue().size(); i++) {
        each[next++] = precision;
      }
    }
    double[] point = BorchArray.wrap(at).values();
    double value = 0;
    for (int i = 0; i < each.length; i++) {
      value += (Math.log(each[i]) - LOG_TWO_PI - each[i] * point[i] * point[i]) / 2;
    }
    NDArray diagonal = BorchArray.of(each).toType(at.getDataType(), false);
    return new PriorCurvature(value, at.mul(diagonal).neg(), diagonal, null);
  }

  NDArray matrix() {
    return whole == null ? diagonalMatrix(diagonal) : whole;
  }
}
