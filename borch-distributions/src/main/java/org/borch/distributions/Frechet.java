package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Frechet(scale s, concentration α) of maxima: p(x) = α/s (x/s)^(-1-α) exp(-(x/s)^-α), x &gt; 0;
 * log x is Gumbel(log s, 1/α). Moments of order α and above are infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, section 22.2.
 */
public final class Frechet extends Exponentiated {

  private final Operand scale;
  private final Operand concentration;

  /** scale: batch, above 0; concentration: batch, above 0. */
  public Frechet(Operand scale, Operand concentration) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.scale = scale;
    this.concentration = concentration;
  }

  @Override
  public Frechet withParameters(List<Operand> values) {
    return new Frechet(values.get(0), values.get(1));
  }

  @Override
  Gumbel ofLog(DataType type) {
    return new Gumbel(Operand.of(log(scale.as(type))), Operand.of(concentration.as(type).pow(-1)));
  }

  /** log E[(x/s)^n] = log Γ(1 - n/α), of an α above n. */
  private NDArray logMoment(int n) {
    NDArray a = array(concentration);
    return logGamma(where(a.gt(n), a, 2 * n).pow(-1).mul(-n).add(1));
  }

  @Override
  public NDArray mean() {
    NDArray mean = array(scale).mul(exp(logMoment(1)));
    return where(array(concentration).gt(1), mean, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray logSquare = logMoment(1).mul(2);
    NDArray ofStandard = expm1(logMoment(2).sub(logSquare)).mul(exp(logSquare));
    NDArray variance = square(array(scale)).mul(ofStandard);
    return where(array(concentration).gt(2), variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    NDArray a = array(concentration);
    return array(scale).mul(exp(log(a.div(a.add(1))).div(a)));
  }
}
