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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * RelaxedBernoulli(temperature τ, logits l), the sigmoid of (l + z)/τ with z logistic: p(x) = τ s(τ
 * logit x - l) / (x (1-x)), s the standard logistic density, 0 &lt; x &lt; 1. Near temperature 0 it
 * is a Bernoulli. Moments are computed by quadrature.
 *
 * <p>Maddison, Mnih and Teh 2017, "The concrete distribution".
 */
public final class RelaxedBernoulli extends Distribution {

  private final Operand temperature;
  private final Operand logits;

  /** temperature: batch, above 0; logits: batch. */
  public RelaxedBernoulli(Operand temperature, Operand logits) {
    super(
        new Parameter("temperature", temperature, Constraints.positive()),
        new Parameter("logits", logits, Constraints.real()));
    this.temperature = temperature;
    this.logits = logits;
  }

  @Override
  public RelaxedBernoulli withParameters(List<Operand> values) {
    return new RelaxedBernoulli(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  /** The logit's distribution. */
  private Logistic ofLogit(DataType type) {
    NDArray tau = temperature.as(type);
    return new Logistic(Operand.of(logits.as(type).div(tau)), Operand.of(tau.pow(-1)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray tau = temperature.like(x);
    NDArray l = logits.like(x);
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = where(isInner, x, 0.5);
    NDArray z = logit(inner).mul(tau).sub(l);
    NDArray ofInner =
        log(tau)
            .add(logSigmoid(z))
            .add(logSigmoid(z.neg()))
            .sub(log(inner))
            .sub(log1p(inner.neg()));
    return where(isInner, ofInner, atEdge(x, tau, l));
  }

  /** Near 0 the density is τ exp(-l) x^(τ-1), near 1 the mirror image. */
  private static NDArray atEdge(NDArray x, NDArray tau, NDArray l) {
    NDArray atOne = log(tau).add(where(x.lt(0.5), l.neg(), l));
    NDArray steep = where(tau.gt(1), Double.NEGATIVE_INFINITY, atOne);
    return where(tau.lt(1), Double.POSITIVE_INFINITY, steep);
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
    NDArray z = ofLogit(noise.type()).expand(batchShape()).draw(noise, sampleShape);
    return Rounding.insideUnit(sigmoid(z));
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
    NDArray inner = ofLogit(x.getDataType()).logCdf(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.lte(0), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = ofLogit(x.getDataType()).logSurvival(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.gte(1), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return sigmoid(ofLogit(probability.getDataType()).icdf(probability));
  }

  /** Logits at standard logistic numbers: [m] → batch + [m]. */
  private NDArray logitsAt(NDArray z) {
    return z.add(array(logits).expandDims(-1)).div(array(temperature).expandDims(-1));
  }

  @Override
  public NDArray mean() {
    return Averages.logistic(type(), z -> sigmoid(logitsAt(z)));
  }

  @Override
  public NDArray variance() {
    NDArray mean = mean().expandDims(-1);
    return Averages.logistic(type(), z -> square(sigmoid(logitsAt(z)).sub(mean)));
  }

  /** The logistic's, and the average log derivative of the sigmoid. */
  @Override
  public NDArray entropy() {
    NDArray logSlope =
        Averages.logistic(type(), z -> logSigmoid(logitsAt(z)).add(logSigmoid(logitsAt(z).neg())));
    return broadcastTo(ofLogit(type()).entropy(), batchShape()).add(logSlope);
  }
}
