package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * LogUniform(low, high): p(x) = 1 / (x log(high/low)), low ≤ x ≤ high, with 0 &lt; low: log x is
 * uniform. Also called reciprocal.
 *
 * <p>Hamming 1970, "On the distribution of numbers".
 */
public final class LogUniform extends Exponentiated {

  private final Operand low;
  private final Operand high;

  /** low: batch, above 0; high: batch, above low. */
  public LogUniform(Operand low, Operand high) {
    super(
        new Parameter("low", low, Constraints.positive()),
        new Parameter("high", high, Constraints.greaterThan(low)));
    this.low = low;
    this.high = high;
  }

  @Override
  public LogUniform withParameters(List<Operand> values) {
    return new LogUniform(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.interval(low, high);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(low.like(x));
  }

  @Override
  Uniform ofLog(DataType type) {
    return new Uniform(Operand.of(log(low.as(type))), Operand.of(log(high.as(type))));
  }

  @Override
  public NDArray mean() {
    return array(high).sub(array(low)).div(logRatio());
  }

  private NDArray logRatio() {
    return log(array(high)).sub(log(array(low)));
  }

  @Override
  public NDArray variance() {
    NDArray meanSquare = array(high).add(array(low)).mul(mean()).mul(0.5);
    return meanSquare.sub(square(mean()));
  }

  @Override
  public NDArray mode() {
    return array(low);
  }
}
