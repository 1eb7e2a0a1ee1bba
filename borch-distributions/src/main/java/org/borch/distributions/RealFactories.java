package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on the real line. */
abstract class RealFactories {

  RealFactories() {}

  /** {@link Cauchy} with median {@code loc}. */
  public static Cauchy cauchy(double loc, double scale) {
    return new Cauchy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Cauchy} with median {@code loc}. */
  public static Cauchy cauchy(double loc, NDArray scale) {
    return new Cauchy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Cauchy} with median {@code loc}. */
  public static Cauchy cauchy(NDArray loc, double scale) {
    return new Cauchy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Cauchy} with median {@code loc}. */
  public static Cauchy cauchy(NDArray loc, NDArray scale) {
    return new Cauchy(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Laplace} with mean {@code loc}. */
  public static Laplace laplace(double loc, double scale) {
    return new Laplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Laplace} with mean {@code loc}. */
  public static Laplace laplace(double loc, NDArray scale) {
    return new Laplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Laplace} with mean {@code loc}. */
  public static Laplace laplace(NDArray loc, double scale) {
    return new Laplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Laplace} with mean {@code loc}. */
  public static Laplace laplace(NDArray loc, NDArray scale) {
    return new Laplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Logistic} with mean {@code loc}. */
  public static Logistic logistic(double loc, double scale) {
    return new Logistic(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Logistic} with mean {@code loc}. */
  public static Logistic logistic(double loc, NDArray scale) {
    return new Logistic(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Logistic} with mean {@code loc}. */
  public static Logistic logistic(NDArray loc, double scale) {
    return new Logistic(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Logistic} with mean {@code loc}. */
  public static Logistic logistic(NDArray loc, NDArray scale) {
    return new Logistic(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Gumbel} of maxima with mode {@code loc}. */
  public static Gumbel gumbel(double loc, double scale) {
    return new Gumbel(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Gumbel} of maxima with mode {@code loc}. */
  public static Gumbel gumbel(double loc, NDArray scale) {
    return new Gumbel(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Gumbel} of maxima with mode {@code loc}. */
  public static Gumbel gumbel(NDArray loc, double scale) {
    return new Gumbel(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Gumbel} of maxima with mode {@code loc}. */
  public static Gumbel gumbel(NDArray loc, NDArray scale) {
    return new Gumbel(Operand.of(loc), Operand.of(scale));
  }
}
