package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * The kernels, to be imported statically: {@code squaredExponential(0.5).scaled(2)}. All have
 * variance 1 but the linear one. An argument is a number or an array of shape batch.
 */
public final class Kernels {

  private Kernels() {}

  /** exp(-r²/2), r the distance over the length scale: of smooth functions. */
  public static CovarianceKernel squaredExponential(double lengthScale) {
    return new SquaredExponential(Operand.of(lengthScale));
  }

  /** exp(-r²/2), r the distance over the length scale: of smooth functions. */
  public static CovarianceKernel squaredExponential(NDArray lengthScale) {
    return new SquaredExponential(Operand.of(lengthScale));
  }

  /** exp(-r), r the distance over the length scale: of rough functions. */
  public static CovarianceKernel matern12(double lengthScale) {
    return new Matern(Operand.of(lengthScale), 0);
  }

  /** exp(-r), r the distance over the length scale: of rough functions. */
  public static CovarianceKernel matern12(NDArray lengthScale) {
    return new Matern(Operand.of(lengthScale), 0);
  }

  /** (1 + √3 r) exp(-√3 r): of functions with one derivative. */
  public static CovarianceKernel matern32(double lengthScale) {
    return new Matern(Operand.of(lengthScale), 1);
  }

  /** (1 + √3 r) exp(-√3 r): of functions with one derivative. */
  public static CovarianceKernel matern32(NDArray lengthScale) {
    return new Matern(Operand.of(lengthScale), 1);
  }

  /** (1 + √5 r + 5 r²/3) exp(-√5 r): of functions with two derivatives. */
  public static CovarianceKernel matern52(double lengthScale) {
    return new Matern(Operand.of(lengthScale), 2);
  }

  /** (1 + √5 r + 5 r²/3) exp(-√5 r): of functions with two derivatives. */
  public static CovarianceKernel matern52(NDArray lengthScale) {
    return new Matern(Operand.of(lengthScale), 2);
  }

  /** (1 + r²/(2 mixture))^-mixture: squared exponentials of many length scales. */
  public static CovarianceKernel rationalQuadratic(double lengthScale, double mixture) {
    return new RationalQuadratic(Operand.of(lengthScale), Operand.of(mixture));
  }

  /** (1 + r²/(2 mixture))^-mixture: squared exponentials of many length scales. */
  public static CovarianceKernel rationalQuadratic(NDArray lengthScale, NDArray mixture) {
    return new RationalQuadratic(Operand.of(lengthScale), Operand.of(mixture));
  }

  /** exp(-2 Σ sin²(π (x - x') / period) / lengthScale²): of functions that repeat. */
  public static CovarianceKernel periodic(double lengthScale, double period) {
    return new Periodic(Operand.of(lengthScale), Operand.of(period));
  }

  /** exp(-2 Σ sin²(π (x - x') / period) / lengthScale²): of functions that repeat. */
  public static CovarianceKernel periodic(NDArray lengthScale, double period) {
    return new Periodic(Operand.of(lengthScale), Operand.of(period));
  }

  /** exp(-2 Σ sin²(π (x - x') / period) / lengthScale²): of functions that repeat. */
  public static CovarianceKernel periodic(NDArray lengthScale, NDArray period) {
    return new Periodic(Operand.of(lengthScale), Operand.of(period));
  }

  /** x · x': of lines through 0, with slopes from Normal(0, 1). */
  public static CovarianceKernel linear() {
    return new LinearKernel();
  }

  /** 1: of one offset from Normal(0, 1). */
  public static CovarianceKernel constant() {
    return new ConstantKernel();
  }

  /** 1 for a measurement with itself, else 0: of errors, which new measurements do not share. */
  public static CovarianceKernel whiteNoise() {
    return new WhiteNoise();
  }
}
