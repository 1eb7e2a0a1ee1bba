package org.borch.distributions;

import static org.borch.tensor.ArrayMath.erf;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
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
 * Levy(loc μ, scale c), the reciprocal of a squared normal number: p(x) = √(c/2π) exp(-c /
 * (2(x-μ))) / (x-μ)^(3/2), x &gt; μ. Mean and variance are infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 15.12.
 */
public final class Levy extends Distribution {

  private final Operand loc;
  private final Operand scale;

  /** loc: batch; scale: batch, above 0. */
  public Levy(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public Levy withParameters(List<Operand> values) {
    return new Levy(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.greaterThan(loc);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(loc.like(x).add(scale.like(x)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray c = scale.like(x);
    NDArray y = x.sub(loc.like(x));
    return log(c).sub(log(y).mul(3)).sub(c.div(y)).mul(0.5).sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray n = noise.normal(shape(sampleShape));
    return ofNormal(n);
  }

  private NDArray ofNormal(NDArray n) {
    return scale.like(n).div(square(n)).add(loc.like(n));
  }

  /** √(c / (x-μ)), which is the size of the normal number. */
  private NDArray root(NDArray x) {
    return sqrt(scale.like(x).div(x.sub(loc.like(x))));
  }

  /** x, and something above loc where it is not. */
  private NDArray above(NDArray x) {
    return where(x.gt(loc.like(x)), x, loc.like(x).add(scale.like(x)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray survival = erf(root(above(x)).mul(Math.sqrt(0.5)));
    return where(x.gt(loc.like(x)), survival, 1);
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray log = logNormalCdf(root(above(x)).neg()).add(Math.log(2));
    return where(x.gt(loc.like(x)), log, Double.NEGATIVE_INFINITY);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return ofNormal(NormalQuantile.of(probability.mul(0.5)));
  }

  @Override
  public NDArray mean() {
    return array(scale).zerosLike().add(Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    return mean();
  }

  @Override
  public NDArray mode() {
    return array(loc).add(array(scale).div(3));
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(0.5 * (1 + 3 * Gumbel.EULER + Math.log(16 * Math.PI)));
  }
}
