package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/** A family of positive numbers whose logarithms are from another family. */
abstract class Exponentiated extends Distribution {

  Exponentiated(Parameter... parameters) {
    super(parameters);
  }

  /** The distribution of log x, its parameters arrays of a type. */
  abstract Distribution ofLog(DataType type);

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  protected final NDArray logDensity(NDArray x) {
    return ofLog(x.getDataType()).logProb(log(x)).sub(log(x));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected final NDArray draw(Noise noise, Shape sampleShape) {
    Distribution typed = ofLog(noise.type()).expand(batchShape());
    return Rounding.positive(exp(typed.draw(noise, sampleShape)));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    NDArray positive = x.gt(0);
    return where(positive, ofLog(x.getDataType()).cdf(log(where(positive, x, 1))), 0);
  }

  @Override
  public final NDArray survival(NDArray x) {
    NDArray positive = x.gt(0);
    return where(positive, ofLog(x.getDataType()).survival(log(where(positive, x, 1))), 1);
  }

  @Override
  public final NDArray logCdf(NDArray x) {
    NDArray positive = x.gt(0);
    NDArray inner = ofLog(x.getDataType()).logCdf(log(where(positive, x, 1)));
    return where(positive, inner, Double.NEGATIVE_INFINITY);
  }

  @Override
  public final NDArray logSurvival(NDArray x) {
    NDArray positive = x.gt(0);
    return where(positive, ofLog(x.getDataType()).logSurvival(log(where(positive, x, 1))), 0);
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    return exp(ofLog(probability.getDataType()).icdf(probability));
  }

  @Override
  public final NDArray entropy() {
    Distribution log = ofLog(type());
    return array(Operand.of(log.entropy().add(log.mean())));
  }
}
