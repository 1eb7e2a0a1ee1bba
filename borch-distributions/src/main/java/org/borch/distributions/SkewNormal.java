package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Affine;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * SkewNormal(loc μ, scale s, shape α): p(x) = 2/s φ(z) Φ(α z), z = (x-μ)/s, x real.
 *
 * <p>Azzalini 1985, "A class of distributions which includes the normal ones".
 */
public final class SkewNormal extends Distribution {

  private final Operand loc;
  private final Operand scale;
  private final Operand shape;

  /** loc: batch; scale: batch, above 0; shape: batch; 0 is a Normal. */
  public SkewNormal(Operand loc, Operand scale, Operand shape) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("shape", shape, Constraints.real()));
    this.loc = loc;
    this.scale = scale;
    this.shape = shape;
  }

  @Override
  public SkewNormal withParameters(List<Operand> values) {
    return new SkewNormal(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.real();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand zero = Operand.of(0).expand(batchShape());
    Operand one = Operand.of(1).expand(batchShape());
    return Optional.of(new Standardized(new SkewNormal(zero, one, shape), new Affine(loc, scale)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray z = x.sub(loc.like(x)).div(scale.like(x));
    return square(z)
        .mul(-0.5)
        .add(logNormalCdf(z.mul(shape.like(x))))
        .sub(log(scale.like(x)))
        .sub(Stirling.HALF_LOG_TWO_PI - Math.log(2));
  }

  /** δ |u| + √(1-δ²) v of two normal numbers, δ = α / √(1+α²). */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape all = shape(sampleShape);
    NDArray size = abs(noise.at("size").normal(all));
    NDArray rest = noise.at("rest").normal(all);
    NDArray alpha = shape.like(rest);
    NDArray z = alpha.mul(size).add(rest).div(sqrt(square(alpha).add(1)));
    return z.mul(scale.like(z)).add(loc.like(z));
  }

  @Override
  public NDArray mean() {
    return meanOfStandard().mul(array(scale)).add(array(loc));
  }

  @Override
  public NDArray variance() {
    return square(meanOfStandard()).neg().add(1).mul(square(array(scale)));
  }

  private NDArray meanOfStandard() {
    NDArray alpha = array(shape);
    return alpha.div(sqrt(square(alpha).add(1))).mul(Math.sqrt(2 / Math.PI));
  }
}
