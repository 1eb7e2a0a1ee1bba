package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Functions of arrays, for static import. Elementwise ones keep the shape, those of two arrays
 * broadcast. All can be differentiated and traced; none reads a value.
 */
public final class ArrayMath {

  private ArrayMath() {}

  private static BorchArray of(Unary primitive, NDArray x) {
    return BorchArray.wrap(x).apply(primitive);
  }

  private static BorchArray of(Binary primitive, NDArray a, NDArray b) {
    return BorchArray.wrap(a).apply(primitive, BorchArray.wrap(b));
  }

  /** exp(x). */
  public static NDArray exp(NDArray x) {
    return of(Unary.EXP, x);
  }

  /** The natural logarithm. */
  public static NDArray log(NDArray x) {
    return of(Unary.LOG, x);
  }

  /** log(1 + x), accurate near 0. */
  public static NDArray log1p(NDArray x) {
    return of(Unary.LOG1P, x);
  }

  /** log(1 + x²), also where the square overflows. */
  public static NDArray log1pSquare(NDArray x) {
    return of(Unary.LOG1P_SQUARE, x);
  }

  /** exp(x) - 1, accurate near 0. */
  public static NDArray expm1(NDArray x) {
    return of(Unary.EXPM1, x);
  }

  /** The square root. */
  public static NDArray sqrt(NDArray x) {
    return of(Unary.SQRT, x);
  }

  /** x². */
  public static NDArray square(NDArray x) {
    return of(Unary.SQUARE, x);
  }

  /** The absolute value; its derivative at 0 is 0. */
  public static NDArray abs(NDArray x) {
    return of(Unary.ABS, x);
  }

  /** -x. */
  public static NDArray neg(NDArray x) {
    return of(Unary.NEG, x);
  }

  /** -1, 0 or 1. */
  public static NDArray sign(NDArray x) {
    return of(Unary.SIGN, x);
  }

  /** The sine of radians. */
  public static NDArray sin(NDArray x) {
    return of(Unary.SIN, x);
  }

  /** The cosine of radians. */
  public static NDArray cos(NDArray x) {
    return of(Unary.COS, x);
  }

  /** The tangent of radians. */
  public static NDArray tan(NDArray x) {
    return of(Unary.TAN, x);
  }

  /** The hyperbolic tangent. */
  public static NDArray tanh(NDArray x) {
    return of(Unary.TANH, x);
  }

  /** 1 / (1 + exp(-x)). */
  public static NDArray sigmoid(NDArray x) {
    return of(Unary.SIGMOID, x);
  }

  /** log sigmoid(x), without overflow. */
  public static NDArray logSigmoid(NDArray x) {
    return of(Unary.LOG_SIGMOID, x);
  }

  /** log(1 + exp(x)), without overflow. */
  public static NDArray softplus(NDArray x) {
    return of(Unary.SOFTPLUS, x);
  }

  /** max(x, 0). */
  public static NDArray relu(NDArray x) {
    return of(Unary.RELU, x);
  }

  /** The error function. */
  public static NDArray erf(NDArray x) {
    return of(Unary.ERF, x);
  }

  /** The inverse of the error function, on (-1, 1). */
  public static NDArray erfinv(NDArray x) {
    return of(Unary.ERFINV, x);
  }

  /** log Φ(x) of the standard normal cdf Φ, accurate in both tails. */
  public static NDArray logNormalCdf(NDArray x) {
    return of(Unary.LOG_NORMAL_CDF, x);
  }

  /** log Γ(x). */
  public static NDArray logGamma(NDArray x) {
    return of(Unary.LOG_GAMMA, x);
  }

  /** The derivative of log Γ. */
  public static NDArray digamma(NDArray x) {
    return BorchArray.wrap(x).apply(new Polygamma(0));
  }

  /** The second derivative of log Γ. */
  public static NDArray trigamma(NDArray x) {
    return BorchArray.wrap(x).apply(new Polygamma(1));
  }

  /** log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b). */
  public static NDArray logBeta(NDArray a, NDArray b) {
    return logGamma(a).add(logGamma(b)).sub(logGamma(a.add(b)));
  }

  /** x log y, and 0 where x = 0. */
  public static NDArray xlogy(NDArray x, NDArray y) {
    return of(Binary.XLOGY, x, y);
  }

  /** x log(1 + y), and 0 where x = 0. */
  public static NDArray xlog1py(NDArray x, NDArray y) {
    return of(Binary.XLOG1PY, x, y);
  }

  /** The larger of the two. */
  public static NDArray maximum(NDArray a, NDArray b) {
    return of(Binary.MAXIMUM, a, b);
  }

  /** The larger of an element and a number. */
  public static NDArray maximum(NDArray a, Number b) {
    return maximum(a, BorchArray.wrap(a).number(b));
  }

  /** The smaller of the two. */
  public static NDArray minimum(NDArray a, NDArray b) {
    return of(Binary.MINIMUM, a, b);
  }

  /** The smaller of an element and a number. */
  public static NDArray minimum(NDArray a, Number b) {
    return minimum(a, BorchArray.wrap(a).number(b));
  }

  /** 1 - x. */
  public static NDArray oneMinus(NDArray x) {
    return neg(x).add(1);
  }

  /** The sum of two or more arrays, which broadcast: {@code sum(a, b, c)} is a + b + c. */
  public static NDArray sum(NDArray a, NDArray b, NDArray... more) {
    return Arrays.stream(more).reduce(a.add(b), NDArray::add);
  }

  /** The product of two or more arrays, element by element; they broadcast. */
  public static NDArray product(NDArray a, NDArray b, NDArray... more) {
    return Arrays.stream(more).reduce(a.mul(b), NDArray::mul);
  }

  /**
   * The second argument where the condition is true, else the third; all three broadcast. The
   * derivative of what is not chosen is 0 only if that side is finite: give it a harmless argument
   * there.
   */
  public static NDArray where(NDArray condition, NDArray yes, NDArray no) {
    return BorchArray.apply(
        Where.INSTANCE,
        List.of(BorchArray.wrap(condition), BorchArray.wrap(yes), BorchArray.wrap(no)));
  }

  /** As {@link #where(NDArray, NDArray, NDArray)}, with a number of the array's type. */
  public static NDArray where(NDArray condition, NDArray yes, Number no) {
    return where(condition, yes, BorchArray.wrap(yes).number(no));
  }

  /** As {@link #where(NDArray, NDArray, NDArray)}, with a number of the array's type. */
  public static NDArray where(NDArray condition, Number yes, NDArray no) {
    return where(condition, BorchArray.wrap(no).number(yes), no);
  }

  /** One number where the condition is true, else the other: FLOAT64. */
  public static NDArray where(NDArray condition, double yes, double no) {
    return where(condition, BorchArray.scalar(yes, DataType.FLOAT64), no);
  }

  /** log Σ exp(x) over axes, which are removed; over all if none is given. */
  public static NDArray logSumExp(NDArray x, int... axes) {
    return BorchArray.wrap(x).logSumExp(false, axes);
  }

  /** exp(x) divided by its sum along an axis. */
  public static NDArray softmax(NDArray x, int axis) {
    return BorchArray.wrap(x).softmax(axis);
  }

  /** The logarithm of {@link #softmax}. */
  public static NDArray logSoftmax(NDArray x, int axis) {
    return BorchArray.wrap(x).logSoftmax(axis);
  }

  /** The same value, constant under differentiation. */
  public static NDArray stopGradient(NDArray x) {
    return of(Unary.STOP_GRADIENT, x);
  }

  /** The array repeated to a shape, aligned at the right. */
  public static NDArray broadcastTo(NDArray x, Shape shape) {
    return BorchArray.wrap(x).broadcast(shape);
  }

  /** The array summed to a shape that broadcasts to its own: the transpose of broadcasting. */
  public static NDArray sumTo(NDArray x, Shape shape) {
    return BorchArray.wrap(x).sumTo(shape);
  }

  /** Arrays one after the other along an axis that they have. */
  public static NDArray concat(int axis, NDArray... arrays) {
    return ShapedArray.concat(Arrays.stream(arrays).map(BorchArray::wrap).toList(), axis);
  }

  /** Arrays of equal shape along a new axis. */
  public static NDArray stack(int axis, NDArray... arrays) {
    return ShapedArray.join(Arrays.stream(arrays).map(BorchArray::wrap).toList(), axis);
  }

  /** The elements of each line along an axis at the places in {@code index}, of equal rank. */
  public static NDArray takeAlong(NDArray x, NDArray index, int axis) {
    return BorchArray.wrap(x).gather(index, axis);
  }

  /** Whole rows along an axis: the axis is replaced by the axes of {@code index}. */
  public static NDArray take(NDArray x, NDArray index, int axis) {
    return BorchArray.wrap(x).take(index, axis);
  }

  /**
   * The elements of a vector, or the rows of an array, at the places in {@code index}, each as
   * often as it is named: {@code at(intercept, school)} has each pupil's.
   *
   * @param x [N] + any
   * @param index whole numbers from 0 to N - 1
   * @return index shape + any
   */
  public static NDArray at(NDArray x, NDArray index) {
    return take(x, index, 0);
  }

  /** 1 at the place of each index, else 0: index shape + [depth]. */
  public static NDArray oneHot(NDArray index, int depth, DataType type) {
    return BorchArray.wrap(index).oneHot(depth, 1, 0, type);
  }

  /** The sums of the elements up to each one along an axis. */
  public static NDArray cumSum(NDArray x, int axis) {
    return BorchArray.wrap(x).cumSum(axis);
  }

  /** The same values in another data type. */
  public static NDArray cast(NDArray x, DataType type) {
    return BorchArray.wrap(x).toType(type, false);
  }
}
