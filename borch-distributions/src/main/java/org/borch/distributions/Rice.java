package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.SpecialMath.besselIRatio;
import static org.borch.tensor.SpecialMath.logBesselI;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Rice(loc ν, scale σ), the length of two normal numbers around (ν, 0): p(x) = x/σ²
 * exp(-(x²+ν²)/(2σ²)) I_0(xν/σ²), x ≥ 0. A loc of 0 is a Rayleigh.
 *
 * <p>Rice 1945, "Mathematical analysis of random noise", section 3.10.
 */
public final class Rice extends Distribution {

  private final Operand loc;
  private final Operand scale;

  /** loc: batch, from 0 on; scale: batch, above 0. */
  public Rice(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.nonNegative()),
        new Parameter("scale", scale, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public Rice withParameters(List<Operand> values) {
    return new Rice(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray s = scale.like(x);
    NDArray nu = loc.like(x);
    NDArray bessel = logBesselI(constant(x, 0), x.div(s).mul(nu.div(s)));
    return log(x).sub(log(s).mul(2)).sub(square(x.sub(nu).div(s)).mul(0.5)).add(bessel);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray across = noise.at("across").normal(shape(sampleShape));
    NDArray along = noise.at("along").normal(shape(sampleShape));
    NDArray s = scale.like(along);
    return Rounding.positive(
        sqrt(square(along.mul(s).add(loc.like(along))).add(square(across.mul(s)))));
  }

  /** By Laguerre's function, in scaled Bessel functions of q/2, q = ν²/(2σ²). */
  @Override
  public NDArray mean() {
    NDArray half = square(array(loc).div(array(scale))).mul(0.25);
    NDArray zero = constant(half, 0);
    NDArray bessel = exp(logBesselI(zero, half));
    NDArray sum = half.mul(2).add(1).add(half.mul(2).mul(besselIRatio(zero, half)));
    return array(scale).mul(Math.sqrt(Math.PI / 2)).mul(bessel).mul(sum);
  }
}
