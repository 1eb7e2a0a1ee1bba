package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arithmetic, comparisons and functions of each element. */
abstract class ElementwiseArray implements NDArray {

  /** This array; there is one class of arrays, split over files by kind of operation. */
  abstract BorchArray self();

  /** The result of a primitive on this array and others. */
  final BorchArray apply(Primitive primitive, BorchArray... others) {
    List<BorchArray> inputs = new ArrayList<>(1 + others.length);
    inputs.add(self());
    inputs.addAll(Arrays.asList(others));
    return BorchArray.apply(primitive, inputs);
  }

  private BorchArray binary(Binary primitive, NDArray other) {
    return apply(primitive, BorchArray.wrap(other));
  }

  private BorchArray binary(Binary primitive, Number number) {
    return apply(primitive, self().number(number));
  }

  @Override
  public BorchArray add(Number n) {
    return binary(Binary.ADD, n);
  }

  @Override
  public BorchArray add(NDArray other) {
    return binary(Binary.ADD, other);
  }

  @Override
  public BorchArray sub(Number n) {
    return binary(Binary.SUB, n);
  }

  @Override
  public BorchArray sub(NDArray other) {
    return binary(Binary.SUB, other);
  }

  @Override
  public BorchArray mul(Number n) {
    return binary(Binary.MUL, n);
  }

  @Override
  public BorchArray mul(NDArray other) {
    return binary(Binary.MUL, other);
  }

  @Override
  public BorchArray div(Number n) {
    return binary(Binary.DIV, n);
  }

  @Override
  public BorchArray div(NDArray other) {
    return binary(Binary.DIV, other);
  }

  @Override
  public BorchArray mod(Number n) {
    return binary(Binary.MOD, n);
  }

  @Override
  public BorchArray mod(NDArray other) {
    return binary(Binary.MOD, other);
  }

  @Override
  public BorchArray pow(Number n) {
    return binary(Binary.POW, n);
  }

  @Override
  public BorchArray pow(NDArray other) {
    return binary(Binary.POW, other);
  }

  @Override
  public BorchArray maximum(Number n) {
    return binary(Binary.MAXIMUM, n);
  }

  @Override
  public BorchArray maximum(NDArray other) {
    return binary(Binary.MAXIMUM, other);
  }

  @Override
  public BorchArray minimum(Number n) {
    return binary(Binary.MINIMUM, n);
  }

  @Override
  public BorchArray minimum(NDArray other) {
    return binary(Binary.MINIMUM, other);
  }

  @Override
  public BorchArray eq(Number n) {
    return binary(Binary.EQ, n);
  }

  @Override
  public BorchArray eq(NDArray other) {
    return binary(Binary.EQ, other);
  }

  @Override
  public BorchArray neq(Number n) {
    return binary(Binary.NEQ, n);
  }

  @Override
  public BorchArray neq(NDArray other) {
    return binary(Binary.NEQ, other);
  }

  @Override
  public BorchArray gt(Number n) {
    return binary(Binary.GT, n);
  }

  @Override
  public BorchArray gt(NDArray other) {
    return binary(Binary.GT, other);
  }

  @Override
  public BorchArray gte(Number n) {
    return binary(Binary.GTE, n);
  }

  @Override
  public BorchArray gte(NDArray other) {
    return binary(Binary.GTE, other);
  }

  @Override
  public BorchArray lt(Number n) {
    return binary(Binary.LT, n);
  }

  @Override
  public BorchArray lt(NDArray other) {
    return binary(Binary.LT, other);
  }

  @Override
  public BorchArray lte(Number n) {
    return binary(Binary.LTE, n);
  }

  @Override
  public BorchArray lte(NDArray other) {
    return binary(Binary.LTE, other);
  }

  @Override
  public BorchArray logicalAnd(NDArray other) {
    return binary(Binary.AND, other);
  }

  @Override
  public BorchArray logicalOr(NDArray other) {
    return binary(Binary.OR, other);
  }

  @Override
  public BorchArray logicalXor(NDArray other) {
    return binary(Binary.XOR, other);
  }

  @Override
  public BorchArray atan2(NDArray other) {
    return binary(Binary.ATAN2, other);
  }

  @Override
  public BorchArray xlogy(NDArray other) {
    return binary(Binary.XLOGY, other);
  }

  @Override
  public BorchArray logicalNot() {
    return eq(0);
  }

  @Override
  public BorchArray addi(Number n) {
    return self().rebind(add(n));
  }

  @Override
  public BorchArray addi(NDArray other) {
    return self().rebind(add(other));
  }

  @Override
  public BorchArray subi(Number n) {
    return self().rebind(sub(n));
  }

  @Override
  public BorchArray subi(NDArray other) {
    return self().rebind(sub(other));
  }

  @Override
  public BorchArray muli(Number n) {
    return self().rebind(mul(n));
  }

  @Override
  public BorchArray muli(NDArray other) {
    return self().rebind(mul(other));
  }

  @Override
  public BorchArray divi(Number n) {
    return self().rebind(div(n));
  }

  @Override
  public BorchArray divi(NDArray other) {
    return self().rebind(div(other));
  }

  @Override
  public BorchArray modi(Number n) {
    return self().rebind(mod(n));
  }

  @Override
  public BorchArray modi(NDArray other) {
    return self().rebind(mod(other));
  }

  @Override
  public BorchArray powi(Number n) {
    return self().rebind(pow(n));
  }

  @Override
  public BorchArray powi(NDArray other) {
    return self().rebind(pow(other));
  }

  @Override
  public BorchArray signi() {
    return self().rebind(sign());
  }

  @Override
  public BorchArray negi() {
    return self().rebind(neg());
  }

  @Override
  public BorchArray sign() {
    return apply(Unary.SIGN);
  }

  @Override
  public BorchArray neg() {
    return apply(Unary.NEG);
  }

  @Override
  public BorchArray abs() {
    return apply(Unary.ABS);
  }

  @Override
  public BorchArray square() {
    return apply(Unary.SQUARE);
  }

  @Override
  public BorchArray sqrt() {
    return apply(Unary.SQRT);
  }

  @Override
  public BorchArray cbrt() {
    return apply(Unary.CBRT);
  }

  @Override
  public BorchArray floor() {
    return apply(Unary.FLOOR);
  }

  @Override
  public BorchArray ceil() {
    return apply(Unary.CEIL);
  }

  @Override
  public BorchArray round() {
    return apply(Unary.ROUND);
  }

  @Override
  public BorchArray trunc() {
    return apply(Unary.TRUNC);
  }

  @Override
  public BorchArray exp() {
    return apply(Unary.EXP);
  }

  @Override
  public BorchArray gammaln() {
    return apply(Unary.LOG_GAMMA);
  }

  @Override
  public BorchArray log() {
    return apply(Unary.LOG);
  }

  @Override
  public BorchArray log10() {
    return apply(Unary.LOG10);
  }

  @Override
  public BorchArray log2() {
    return apply(Unary.LOG2);
  }

  @Override
  public BorchArray sin() {
    return apply(Unary.SIN);
  }

  @Override
  public BorchArray cos() {
    return apply(Unary.COS);
  }

  @Override
  public BorchArray tan() {
    return apply(Unary.TAN);
  }

  @Override
  public BorchArray asin() {
    return apply(Unary.ASIN);
  }

  @Override
  public BorchArray acos() {
    return apply(Unary.ACOS);
  }

  @Override
  public BorchArray atan() {
    return apply(Unary.ATAN);
  }

  @Override
  public BorchArray sinh() {
    return apply(Unary.SINH);
  }

  @Override
  public BorchArray cosh() {
    return apply(Unary.COSH);
  }

  @Override
  public BorchArray tanh() {
    return apply(Unary.TANH);
  }

  @Override
  public BorchArray asinh() {
    return apply(Unary.ASINH);
  }

  @Override
  public BorchArray acosh() {
    return apply(Unary.ACOSH);
  }

  @Override
  public BorchArray atanh() {
    return apply(Unary.ATANH);
  }

  @Override
  public BorchArray erf() {
    return apply(Unary.ERF);
  }

  @Override
  public BorchArray erfinv() {
    return apply(Unary.ERFINV);
  }

  @Override
  public BorchArray stopGradient() {
    return apply(Unary.STOP_GRADIENT);
  }

  @Override
  public BorchArray toDegrees() {
    return mul(180 / Math.PI);
  }

  @Override
  public BorchArray toRadians() {
    return mul(Math.PI / 180);
  }

  @Override
  public BorchArray isNaN() {
    return neq(self());
  }

  @Override
  public BorchArray isInfinite() {
    return abs().eq(Double.POSITIVE_INFINITY);
  }

  @Override
  public BorchArray clip(Number min, Number max) {
    return maximum(min).minimum(max);
  }

  @Override
  public BorchArray scaleGradient(double scale) {
    return mul(scale).add(stopGradient().mul(1 - scale));
  }

  @Override
  public BorchArray toType(DataType dataType, boolean copy) {
    if (dataType == getDataType() && !copy) {
      return self();
    }
    return apply(new Cast(DataTypes.requireSupported(dataType)));
  }
}
