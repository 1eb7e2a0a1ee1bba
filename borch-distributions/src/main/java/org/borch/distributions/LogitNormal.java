package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * LogitNormal(loc μ, scale σ of logit x): p(x) = exp(-((logit x - μ)/σ)²/2) / (x (1-x) σ √(2π)),
 * logit x = log(x / (1-x)), 0 &lt; x &lt; 1. Moments are computed by quadrature.
 *
 * <p>Atchison and Shen 1980, "Logistic-normal distributions: some properties and uses".
 */
public final class LogitNormal extends OfLogit {

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
  Normal ofLogit(DataType type) {
    return new Normal(loc, scale);
  }

  @Override
  NDArray average(UnaryOperator<NDArray> f) {
    return Averages.normal(
        type(), z -> f.apply(z.mul(array(scale).expandDims(-1)).add(array(loc).expandDims(-1))));
  }

  /** Of x inside; at the edges the limit of the density is 0. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = where(isInner, x, 0.5);
    NDArray logDensity =
        ofLogit(x.getDataType()).logDensity(logit(inner)).sub(log(inner)).sub(log1p(inner.neg()));
    return where(isInner, logDensity, Double.NEGATIVE_INFINITY);
  }
}
