package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.borch.tensor.BorchArray;

/**
 * Averages of smooth functions over a standard normal or logistic number, by the trapezoidal rule
 * on the real line, which converges exponentially: the error is near exp(-2π d / h) for a function
 * whose nearest singularity is d from the line (Trefethen and Weideman 2014, "The exponentially
 * convergent trapezoidal rule", section 5).
 */
final class Averages {

  private static final double STEP = 1.0 / 32;

  /** Normal numbers are beyond with a probability of 1e-20. */
  private static final double NORMAL_RANGE = 9.5;

  /** Logistic numbers are beyond with a probability of 1e-17. */
  private static final double LOGISTIC_RANGE = 40;

  private Averages() {}

  /** E[f(z)], z normal; f keeps the last axis, which it gets: [m] → batch + [m]. */
  static NDArray normal(DataType type, UnaryOperator<NDArray> f) {
    return average(type, NORMAL_RANGE, z -> Math.exp(-0.5 * z * z - Stirling.HALF_LOG_TWO_PI), f);
  }

  /** E[f(z)], z logistic; f keeps the last axis, which it gets: [m] → batch + [m]. */
  static NDArray logistic(DataType type, UnaryOperator<NDArray> f) {
    return average(type, LOGISTIC_RANGE, z -> Math.exp(-z) / Math.pow(1 + Math.exp(-z), 2), f);
  }

  private static NDArray average(
      DataType type, double range, DoubleUnaryOperator density, UnaryOperator<NDArray> f) {
    int half = (int) (range / STEP);
    double[] points = IntStream.rangeClosed(-half, half).mapToDouble(i -> i * STEP).toArray();
    double[] weights = Arrays.stream(points).map(density).map(p -> p * STEP).toArray();
    NDArray values = f.apply(cast(BorchArray.of(points), type));
    return Distribution.sumLast(values.mul(cast(BorchArray.of(weights), type)), 1);
  }
}
