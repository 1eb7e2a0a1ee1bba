package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * DiscreteLaplace(loc m, scale s), the difference of two geometric counts around m: tanh(1/(2s))
 * exp(-|k-m|/s), k whole.
 *
 * <p>Inusah and Kozubowski 2006, "A discrete analogue of the Laplace distribution".
 */
public final class DiscreteLaplace extends Distribution {

  private final Operand loc;
  private final Operand scale;

  /** loc: batch, whole; scale: batch, above 0. */
  public DiscreteLaplace(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.integer()),
        new Parameter("scale", scale, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public DiscreteLaplace withParameters(List<Operand> values) {
    return new DiscreteLaplace(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.integer();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(loc.like(x));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray inverse = scale.like(x).pow(-1);
    NDArray logTanh = LogSpace.log1mExp(inverse).sub(softplus(inverse.neg()));
    return logTanh.sub(abs(x.sub(loc.like(x))).mul(inverse));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray more = geometric(noise.at("more").exponential(shape(sampleShape)));
    NDArray fewer = geometric(noise.at("fewer").exponential(shape(sampleShape)));
    return more.sub(fewer).add(loc.like(more));
  }

  /** Failures of probability exp(-1/s) each. */
  private NDArray geometric(NDArray e) {
    return e.mul(scale.like(e)).floor();
  }

  @Override
  public NDArray cdf(NDArray x) {
    return below(x.floor().sub(loc.like(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return below(x.floor().sub(loc.like(x)).add(1).neg());
  }

  /** The probability up to k around 0; that from k on is that up to -k. */
  private NDArray below(NDArray k) {
    NDArray inverse = scale.like(k).pow(-1);
    NDArray half = softplus(inverse.neg());
    NDArray left = k.lt(0);
    NDArray near = where(left, k, -1);
    NDArray far = where(left, 0, k);
    NDArray below = exp(near.mul(inverse).sub(half));
    NDArray above = exp(far.add(1).mul(inverse).neg().sub(half));
    return where(left, below, above.neg().add(1));
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    NDArray inverse = array(scale).pow(-1);
    return exp(inverse.neg()).mul(2).div(square(expm1(inverse.neg())));
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }
}
