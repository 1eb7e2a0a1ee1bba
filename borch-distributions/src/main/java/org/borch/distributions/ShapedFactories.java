package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * The part of {@link Distributions} on the real line with parameters of shape, and on the circle.
 */
abstract class ShapedFactories {

  ShapedFactories() {}

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(double loc, double scale, double skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(double loc, double scale, double skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(double loc, double scale, NDArray skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      double loc, double scale, NDArray skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(double loc, NDArray scale, double skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      double loc, NDArray scale, double skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      double loc, NDArray scale, NDArray skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      double loc, NDArray scale, NDArray skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(NDArray loc, double scale, double skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, double scale, double skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, double scale, NDArray skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, double scale, NDArray skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, NDArray scale, double skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, NDArray scale, double skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, NDArray scale, NDArray skewness, double tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link JohnsonSU}: a normal number stretched by sinh. */
  public static JohnsonSU johnsonSU(
      NDArray loc, NDArray scale, NDArray skewness, NDArray tailweight) {
    return new JohnsonSU(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, double scale, double skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, double scale, double skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, double scale, NDArray skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, double scale, NDArray skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, NDArray scale, double skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, NDArray scale, double skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, NDArray scale, NDArray skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      double loc, NDArray scale, NDArray skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, double scale, double skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, double scale, double skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, double scale, NDArray skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, double scale, NDArray skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, NDArray scale, double skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, NDArray scale, double skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, NDArray scale, NDArray skewness, double tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link SinhArcsinh}, which skewness 0 and tailweight 1 make a Normal. */
  public static SinhArcsinh sinhArcsinh(
      NDArray loc, NDArray scale, NDArray skewness, NDArray tailweight) {
    return new SinhArcsinh(
        Operand.of(loc), Operand.of(scale), Operand.of(skewness), Operand.of(tailweight));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(double loc, double scale, double power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(double loc, double scale, NDArray power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(double loc, NDArray scale, double power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(double loc, NDArray scale, NDArray power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(NDArray loc, double scale, double power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(NDArray loc, double scale, NDArray power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(NDArray loc, NDArray scale, double power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link GeneralizedNormal}, which power 2 makes a Normal and 1 a Laplace. */
  public static GeneralizedNormal generalizedNormal(NDArray loc, NDArray scale, NDArray power) {
    return new GeneralizedNormal(Operand.of(loc), Operand.of(scale), Operand.of(power));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      double loc, double scale, double rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      double loc, double scale, NDArray rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      double loc, NDArray scale, double rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      double loc, NDArray scale, NDArray rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      NDArray loc, double scale, double rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      NDArray loc, double scale, NDArray rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      NDArray loc, NDArray scale, double rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link ExponentiallyModifiedNormal}: the sum of a Normal and an Exponential. */
  public static ExponentiallyModifiedNormal exponentiallyModifiedNormal(
      NDArray loc, NDArray scale, NDArray rate) {
    return new ExponentiallyModifiedNormal(Operand.of(loc), Operand.of(scale), Operand.of(rate));
  }

  /** {@link Moyal} with mode {@code loc}. */
  public static Moyal moyal(double loc, double scale) {
    return new Moyal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Moyal} with mode {@code loc}. */
  public static Moyal moyal(double loc, NDArray scale) {
    return new Moyal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Moyal} with mode {@code loc}. */
  public static Moyal moyal(NDArray loc, double scale) {
    return new Moyal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Moyal} with mode {@code loc}. */
  public static Moyal moyal(NDArray loc, NDArray scale) {
    return new Moyal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link SoftLaplace}, a Laplace with a smooth peak. */
  public static SoftLaplace softLaplace(double loc, double scale) {
    return new SoftLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link SoftLaplace}, a Laplace with a smooth peak. */
  public static SoftLaplace softLaplace(double loc, NDArray scale) {
    return new SoftLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link SoftLaplace}, a Laplace with a smooth peak. */
  public static SoftLaplace softLaplace(NDArray loc, double scale) {
    return new SoftLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link SoftLaplace}, a Laplace with a smooth peak. */
  public static SoftLaplace softLaplace(NDArray loc, NDArray scale) {
    return new SoftLaplace(Operand.of(loc), Operand.of(scale));
  }

  /** {@link VonMises} of angles around {@code loc}. */
  public static VonMises vonMises(double loc, double concentration) {
    return new VonMises(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link VonMises} of angles around {@code loc}. */
  public static VonMises vonMises(double loc, NDArray concentration) {
    return new VonMises(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link VonMises} of angles around {@code loc}. */
  public static VonMises vonMises(NDArray loc, double concentration) {
    return new VonMises(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link VonMises} of angles around {@code loc}. */
  public static VonMises vonMises(NDArray loc, NDArray concentration) {
    return new VonMises(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link WrappedCauchy} of angles around {@code loc}. */
  public static WrappedCauchy wrappedCauchy(double loc, double concentration) {
    return new WrappedCauchy(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link WrappedCauchy} of angles around {@code loc}. */
  public static WrappedCauchy wrappedCauchy(double loc, NDArray concentration) {
    return new WrappedCauchy(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link WrappedCauchy} of angles around {@code loc}. */
  public static WrappedCauchy wrappedCauchy(NDArray loc, double concentration) {
    return new WrappedCauchy(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link WrappedCauchy} of angles around {@code loc}. */
  public static WrappedCauchy wrappedCauchy(NDArray loc, NDArray concentration) {
    return new WrappedCauchy(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      double loc, double scale, double concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      double loc, double scale, NDArray concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      double loc, NDArray scale, double concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      double loc, NDArray scale, NDArray concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      NDArray loc, double scale, double concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      NDArray loc, double scale, NDArray concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      NDArray loc, NDArray scale, double concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedExtremeValue} of maxima, which concentration 0 makes a Gumbel. */
  public static GeneralizedExtremeValue generalizedExtremeValue(
      NDArray loc, NDArray scale, NDArray concentration) {
    return new GeneralizedExtremeValue(
        Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      double loc, double scale, double concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      double loc, double scale, NDArray concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      double loc, NDArray scale, double concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      double loc, NDArray scale, NDArray concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      NDArray loc, double scale, double concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      NDArray loc, double scale, NDArray concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      NDArray loc, NDArray scale, double concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link GeneralizedPareto} of excesses over {@code loc}. */
  public static GeneralizedPareto generalizedPareto(
      NDArray loc, NDArray scale, NDArray concentration) {
    return new GeneralizedPareto(Operand.of(loc), Operand.of(scale), Operand.of(concentration));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, double nonDecisionTime, double relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, double nonDecisionTime, double relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, double nonDecisionTime, NDArray relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, double nonDecisionTime, NDArray relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, NDArray nonDecisionTime, double relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, NDArray nonDecisionTime, double relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, NDArray nonDecisionTime, NDArray relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      double boundarySeparation, NDArray nonDecisionTime, NDArray relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, double nonDecisionTime, double relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, double nonDecisionTime, double relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, double nonDecisionTime, NDArray relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, double nonDecisionTime, NDArray relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, NDArray nonDecisionTime, double relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, NDArray nonDecisionTime, double relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, NDArray nonDecisionTime, NDArray relativeStart, double drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }

  /** {@link WienerFirstPassage}: signed times of choices of the drift-diffusion model. */
  public static WienerFirstPassage wienerFirstPassage(
      NDArray boundarySeparation, NDArray nonDecisionTime, NDArray relativeStart, NDArray drift) {
    return new WienerFirstPassage(
        Operand.of(boundarySeparation),
        Operand.of(nonDecisionTime),
        Operand.of(relativeStart),
        Operand.of(drift));
  }
}
