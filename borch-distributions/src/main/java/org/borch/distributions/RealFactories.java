package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on the real line. */
abstract class RealFactories extends ShapedFactories {

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

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(double loc, double scale, double asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(double loc, double scale, NDArray asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(double loc, NDArray scale, double asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(double loc, NDArray scale, NDArray asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(NDArray loc, double scale, double asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(NDArray loc, double scale, NDArray asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(NDArray loc, NDArray scale, double asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link AsymmetricLaplace}, which asymmetry 1 makes a Laplace. */
  public static AsymmetricLaplace asymmetricLaplace(NDArray loc, NDArray scale, NDArray asymmetry) {
    return new AsymmetricLaplace(Operand.of(loc), Operand.of(scale), Operand.of(asymmetry));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(double loc, double scale, double shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(double loc, double scale, NDArray shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(double loc, NDArray scale, double shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(double loc, NDArray scale, NDArray shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(NDArray loc, double scale, double shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(NDArray loc, double scale, NDArray shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(NDArray loc, NDArray scale, double shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /** {@link SkewNormal}, which shape 0 makes a Normal. */
  public static SkewNormal skewNormal(NDArray loc, NDArray scale, NDArray shape) {
    return new SkewNormal(Operand.of(loc), Operand.of(scale), Operand.of(shape));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(double loc, double scale, double low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, double scale, double low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, double scale, NDArray low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, double scale, NDArray low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, NDArray scale, double low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, NDArray scale, double low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, NDArray scale, NDArray low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      double loc, NDArray scale, NDArray low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, double scale, double low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, double scale, double low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, double scale, NDArray low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, double scale, NDArray low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, NDArray scale, double low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, NDArray scale, double low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, NDArray scale, NDArray low, double high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }

  /**
   * {@link TruncatedNormal}; loc and scale are the parent's, a bound may be infinite as a number.
   */
  public static TruncatedNormal truncatedNormal(
      NDArray loc, NDArray scale, NDArray low, NDArray high) {
    return new TruncatedNormal(
        Operand.of(loc), Operand.of(scale), Operand.of(low), Operand.of(high));
  }
}
