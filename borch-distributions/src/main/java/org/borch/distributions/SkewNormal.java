package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.SpecialMath.skewNormalTail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * SkewNormal(loc μ, scale s, shape α): p(x) = 2/s φ(z) Φ(α z), z = (x-μ)/s, x real.
 *
 * <p>Azzalini 1985, "A class of distributions which includes the normal ones".
 */
public final class SkewNormal extends LocationScale {

  private final Operand shape;

  /** loc: batch; scale: batch, above 0; shape: batch; 0 is a Normal. */
  public SkewNormal(Operand loc, Operand scale, Operand shape) {
    super(loc, scale, loc(loc), scale(scale), new Parameter("shape", shape, Constraints.real()));
    this.shape = shape;
  }

  @Override
  public SkewNormal withParameters(List<Operand> values) {
    return new SkewNormal(values.get(0), values.get(1), values.get(2));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray z = standardized(x);
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
    return placed(z);
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray z = standardized(x);
    return skewNormalTail(shape.like(z).neg(), z.neg());
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray z = standardized(x);
    return skewNormalTail(shape.like(z), z);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    Distribution typed = in(probability.getDataType());
    return QuantileSearch.of(typed, probability, typed.mean(), sqrt(typed.variance()));
  }

  @Override
  public NDArray mean() {
    return meanOfStandard().mul(array(scale)).add(array(loc));
  }

  @Override
  public NDArray variance() {
    return square(meanOfStandard()).neg().add(1).mul(square(array(scale)));
  }

  /** The normal's less E[log 2Φ(α z)], an average over |z| of both signs' share. */
  @Override
  public NDArray entropy() {
    NDArray alpha = array(shape).expandDims(-1);
    NDArray gain =
        Averages.normalNear(
            array(shape).zerosLike(),
            abs(array(shape)).maximum(1).pow(-1),
            z -> {
              NDArray log = logNormalCdf(alpha.mul(z));
              return exp(log).mul(2).mul(log.add(Math.log(2)));
            });
    return log(array(scale)).add(Stirling.HALF_LOG_TWO_PI + 0.5).sub(gain);
  }

  private NDArray meanOfStandard() {
    NDArray alpha = array(shape);
    return alpha.div(sqrt(square(alpha).add(1))).mul(Math.sqrt(2 / Math.PI));
  }
}
