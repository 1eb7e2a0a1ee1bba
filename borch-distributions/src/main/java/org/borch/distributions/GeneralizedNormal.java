package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.sign;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.gammaQ;
import static org.borch.tensor.IncompleteMath.gammaQInverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * GeneralizedNormal(loc μ, scale s, power β): p(x) = β / (2 s Γ(1/β)) exp(-|z|^β), z = (x-μ)/s, x
 * real. Power 1 is a Laplace, 2 a Normal.
 *
 * <p>Nadarajah 2005, "A generalized normal distribution".
 */
public final class GeneralizedNormal extends LocationScale {

  private final Operand power;

  /** loc: batch; scale: batch, above 0; power: batch, above 0. */
  public GeneralizedNormal(Operand loc, Operand scale, Operand power) {
    super(
        loc, scale, loc(loc), scale(scale), new Parameter("power", power, Constraints.positive()));
    this.power = power;
  }

  @Override
  public GeneralizedNormal withParameters(List<Operand> values) {
    return new GeneralizedNormal(values.get(0), values.get(1), values.get(2));
  }

  /** |z|^β. */
  private NDArray raised(NDArray x) {
    NDArray size = abs(standardized(x));
    NDArray some = size.gt(0);
    return where(some, exp(log(where(some, size, 1)).mul(power.like(x))), 0);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray b = power.like(x);
    return raised(x).neg().sub(log(scale.like(x))).sub(logGamma(b.pow(-1).add(1))).sub(Math.log(2));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray sign = sign(noise.at("sign").uniform(shape(sampleShape)).sub(0.5));
    NDArray inverse = broadcastTo(power.like(sign).pow(-1), sign.getShape());
    NDArray logGamma = Gamma.logStandardDraw(noise.at("gamma"), inverse);
    return placed(sign.mul(exp(logGamma.mul(inverse))));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return below(x, false);
  }

  @Override
  public NDArray survival(NDArray x) {
    return below(x, true);
  }

  /** The probability below x, or below its mirror image. */
  private NDArray below(NDArray x, boolean mirrored) {
    NDArray left = mirrored ? x.gt(loc.like(x)) : x.lt(loc.like(x));
    NDArray tail = gammaQ(power.like(x).pow(-1), raised(x)).mul(0.5);
    return where(left, tail, tail.neg().add(1));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray left = probability.lt(0.5);
    NDArray tail = where(left, probability, probability.neg().add(1)).mul(2);
    NDArray inverse = power.like(tail).pow(-1);
    NDArray size = exp(log(gammaQInverse(inverse, tail)).mul(inverse));
    return placed(where(left, size.neg(), size));
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    NDArray inverse = array(power).pow(-1);
    return square(array(scale)).mul(exp(logGamma(inverse.mul(3)).sub(logGamma(inverse))));
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    NDArray inverse = array(power).pow(-1);
    return inverse.add(logGamma(inverse.add(1))).add(log(array(scale))).add(Math.log(2));
  }
}
