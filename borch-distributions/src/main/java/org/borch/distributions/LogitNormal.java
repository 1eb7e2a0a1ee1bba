package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.sigmoid;
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
 * LogitNormal(loc μ, scale σ of logit x): p(x) = exp(-((logit x - μ)/σ)²/2) / (x (1-x) σ √(2π)),
 * logit x = log(x / (1-x)), 0 &lt; x &lt; 1. Moments are computed by quadrature.
 *
 * <p>Atchison and Shen 1980, "Logistic-normal distributions: some properties and uses".
 */
public final class LogitNormal extends Distribution {

  private final Operand loc;
  private final Operand scale;

  /** loc: batch; scale: batch, above 0. */
  public LogitNormal(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public LogitNormal withParameters(List<Operand> values) {
    return new LogitNormal(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  private Normal ofLogit() {
    return new Normal(loc, scale);
  }

  /** Of x inside; at the edges the limit of the density is 0. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = where(isInner, x, 0.5);
    NDArray logDensity = ofLogit().logDensity(logit(inner)).sub(log(inner)).sub(log1p(inner.neg()));
    return where(isInner, logDensity, Double.NEGATIVE_INFINITY);
  }

  private static NDArray logit(NDArray x) {
    return log(x).sub(log1p(x.neg()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0.5));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return Rounding.insideUnit(sigmoid(ofLogit().expand(batchShape()).draw(noise, sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = ofLogit().logCdf(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.lte(0), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = ofLogit().logSurvival(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.gte(1), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return sigmoid(ofLogit().icdf(probability));
  }

  /** Logits at standard normal numbers: [m] → batch + [m]. */
  private NDArray logits(NDArray z) {
    return z.mul(array(scale).expandDims(-1)).add(array(loc).expandDims(-1));
  }

  @Override
  public NDArray mean() {
    return Averages.normal(type(), z -> sigmoid(logits(z)));
  }

  @Override
  public NDArray variance() {
    NDArray mean = mean().expandDims(-1);
    return Averages.normal(type(), z -> square(sigmoid(logits(z)).sub(mean)));
  }

  /** The normal's, and the average log derivative of the sigmoid. */
  @Override
  public NDArray entropy() {
    NDArray logSlope =
        Averages.normal(type(), z -> logSigmoid(logits(z)).add(logSigmoid(logits(z).neg())));
    return broadcastTo(ofLogit().entropy(), batchShape()).add(logSlope);
  }
}
