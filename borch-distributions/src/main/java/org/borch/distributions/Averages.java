package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.ArrayMath.trigamma;
import static org.borch.tensor.ArrayMath.where;

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

  private static final double NEAR_RANGE = 24;
  private static final double NEAR_STEP = 1.0 / 16;

  /** A centre that is farther away is no concern of a normal number. */
  private static final double FAR = 12;

  private static final double LOGIT_RANGE = 14;

  /** From this logit on 1 - x^power is power exp(-logit). */
  private static final double NEAR_ONE = 37;

  private static final double TAIL_STEP = 1.0 / 8;

  /** Below the start of an integrand, relative to it: exp(-40). */
  private static final double REACH = 40;

  private static final double LOWEST = -40;

  /** From the lowest start to 4, beyond which exp(-exp(v)) is nothing. */
  private static final int POINTS = (int) ((4 - LOWEST + REACH) / TAIL_STEP);

  private Averages() {}

  /** E[f(z)], z normal; f keeps the last axis, which it gets: [m] → batch + [m]. */
  static NDArray normal(DataType type, UnaryOperator<NDArray> f) {
    return average(type, NORMAL_RANGE, z -> Math.exp(-0.5 * z * z - Stirling.HALF_LOG_TWO_PI), f);
  }

  /** E[f(z)], z logistic; f keeps the last axis, which it gets: [m] → batch + [m]. */
  static NDArray logistic(DataType type, UnaryOperator<NDArray> f) {
    return average(type, LOGISTIC_RANGE, z -> Math.exp(-z) / Math.pow(1 + Math.exp(-z), 2), f);
  }

  /**
   * E[f(z)], z normal, where f changes within a small distance from a centre: the points are denser
   * there, z = centre + distance sinh(w).
   *
   * @param centre batch
   * @param distance batch, from 1e-8 to 1
   * @param f batch + [m] → batch + [m]
   */
  static NDArray normalNear(NDArray centre, NDArray distance, UnaryOperator<NDArray> f) {
    NDArray isFar = abs(centre).gt(FAR); // where there is hardly any mass
    NDArray around = where(isFar, 0, centre).expandDims(-1);
    NDArray unit = where(isFar, 1, distance).expandDims(-1);
    NDArray w = points(centre.getDataType(), NEAR_RANGE, NEAR_STEP);
    NDArray z = unit.mul(w.sinh()).add(around);
    NDArray weights = exp(square(z).mul(-0.5)).mul(w.cosh()).mul(unit);
    double factor = NEAR_STEP * Math.exp(-Stirling.HALF_LOG_TWO_PI);
    return Distribution.sumLast(f.apply(z).mul(weights), 1).mul(factor);
  }

  /**
   * E[log(1 - x^power)] for x from Beta(a, b), over v = logit x: its points are denser around 0, or
   * around the mean of a narrow one. All batch.
   */
  static NDArray logOneLessPower(NDArray a, NDArray b, NDArray power) {
    NDArray deviation = sqrt(trigamma(a).add(trigamma(b)));
    NDArray isNarrow = deviation.lt(1);
    NDArray around = where(isNarrow, digamma(a).sub(digamma(b)), 0).expandDims(-1);
    NDArray unit = where(isNarrow, deviation, 1).expandDims(-1);
    NDArray w = points(a.getDataType(), LOGIT_RANGE, STEP);
    NDArray v = unit.mul(w.sinh()).add(around);
    NDArray logX = logSigmoid(v);
    NDArray logWeights =
        logX.mul(a.expandDims(-1))
            .add(logSigmoid(v.neg()).mul(b.expandDims(-1)))
            .add(log(w.cosh()));
    NDArray exponent = power.expandDims(-1);
    NDArray isNearOne = v.gt(NEAR_ONE);
    NDArray inner = where(isNearOne, -1, logX).mul(exponent).neg();
    NDArray value = where(isNearOne, log(exponent).sub(v), LogSpace.log1mExp(inner));
    return Distribution.sumLast(value.mul(softmax(logWeights, -1)), 1);
  }

  /**
   * exp(y) E_1(y) = ∫ exp(v - exp(v)) / (y + exp(v)) dv over the real line, by the trapezoidal rule
   * from where the integrand begins: near log y, or at 0.
   */
  static NDArray scaledExponentialIntegral(NDArray y) {
    double[] steps = IntStream.range(0, POINTS).mapToDouble(i -> i * TAIL_STEP).toArray();
    NDArray grid = cast(BorchArray.of(steps), y.getDataType());
    NDArray start = stopGradient(log(y.minimum(1))).maximum(LOWEST).sub(REACH);
    NDArray v = grid.add(start.expandDims(-1));
    NDArray t = exp(v);
    return Distribution.sumLast(t.mul(exp(t.neg())).div(t.add(y.expandDims(-1))), 1).mul(TAIL_STEP);
  }

  private static NDArray points(DataType type, double range, double step) {
    int half = (int) (range / step);
    double[] points = IntStream.rangeClosed(-half, half).mapToDouble(i -> i * step).toArray();
    return cast(BorchArray.of(points), type);
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
