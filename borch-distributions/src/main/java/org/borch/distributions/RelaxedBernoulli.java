package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * RelaxedBernoulli(temperature τ, logits l), the sigmoid of (l + z)/τ with z logistic: p(x) = τ s(τ
 * logit x - l) / (x (1-x)), s the standard logistic density, 0 &lt; x &lt; 1. Near temperature 0 it
 * is a Bernoulli. Moments are computed by quadrature.
 *
 * <p>Maddison, Mnih and Teh 2017, "The concrete distribution".
 */
public final class RelaxedBernoulli extends OfLogit {

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
  Logistic ofLogit(DataType type) {
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

  @Override
  NDArray average(UnaryOperator<NDArray> f) {
    return Averages.logistic(
        type(),
        z -> f.apply(z.add(array(logits).expandDims(-1)).div(array(temperature).expandDims(-1))));
  }
}
