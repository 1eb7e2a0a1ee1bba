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
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.random.Noise;

/**
 * A family of numbers from 0 to 1 whose logits log(x / (1-x)) are from a family on the real line.
 * Moments are computed by quadrature over logits.
 */
abstract class OfLogit extends Distribution {

  OfLogit(Parameter... parameters) {
    super(parameters);
  }

  /** The distribution of the logit, its parameters arrays of a type, or numbers. */
  abstract Distribution ofLogit(DataType type);

  /** E[f(logit)]; f keeps the last axis, which it gets: batch + [m] → batch + [m]. */
  abstract NDArray average(UnaryOperator<NDArray> f);

  @Override
  public final Constraint support() {
    return Constraints.unitInterval();
  }

  static NDArray logit(NDArray x) {
    return log(x).sub(log1p(x.neg()));
  }

  @Override
  protected final Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0.5));
  }

  @Override
  protected final NDArray draw(Noise noise, Shape sampleShape) {
    Distribution typed = ofLogit(noise.type()).expand(batchShape());
    return Rounding.insideUnit(sigmoid(typed.draw(noise, sampleShape)));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public final NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public final NDArray logCdf(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = ofLogit(x.getDataType()).logCdf(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.lte(0), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public final NDArray logSurvival(NDArray x) {
    NDArray isInner = x.gt(0).logicalAnd(x.lt(1));
    NDArray inner = ofLogit(x.getDataType()).logSurvival(logit(where(isInner, x, 0.5)));
    return where(isInner, inner, where(x.gte(1), Double.NEGATIVE_INFINITY, inner.zerosLike()));
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    return sigmoid(ofLogit(probability.getDataType()).icdf(probability));
  }

  @Override
  public final NDArray mean() {
    return average(l -> sigmoid(l));
  }

  @Override
  public final NDArray variance() {
    NDArray mean = mean().expandDims(-1);
    return average(l -> square(sigmoid(l).sub(mean)));
  }

  /** The logit's, and the average log derivative of the sigmoid. */
  @Override
  public final NDArray entropy() {
    NDArray logSlope = average(l -> logSigmoid(l).add(logSigmoid(l.neg())));
    return broadcastTo(ofLogit(type()).entropy(), batchShape()).add(logSlope);
  }
}
