package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * LogLogistic(scale α, concentration β): p(x) = (β/α) (x/α)^(β-1) / (1 + (x/α)^β)², x &gt; 0; log x
 * is Logistic(log α, 1/β). Moments of order β and above are infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, section 23.11.
 */
public final class LogLogistic extends Exponentiated {

  private final Operand scale;
  private final Operand concentration;

  /** scale: batch, above 0; concentration: batch, above 0. */
  public LogLogistic(Operand scale, Operand concentration) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.scale = scale;
    this.concentration = concentration;
  }

  @Override
  public LogLogistic withParameters(List<Operand> values) {
    return new LogLogistic(values.get(0), values.get(1));
  }

  @Override
  Logistic ofLog(DataType type) {
    return new Logistic(
        Operand.of(log(scale.as(type))), Operand.of(concentration.as(type).pow(-1)));
  }

  @Override
  public NDArray mean() {
    return moment(1);
  }

  /** E[x^n] = α^n (nπ/β) / sin(nπ/β). */
  private NDArray moment(int n) {
    NDArray b = array(concentration);
    NDArray finite = b.gt(n);
    NDArray angle = where(finite, b, 2 * n).pow(-1).mul(n * Math.PI);
    NDArray moment = angle.div(sin(angle)).mul(array(scale).pow(n));
    return where(finite, moment, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray finite = array(concentration).gt(2);
    NDArray mean = where(finite, moment(1), 0);
    return moment(2).sub(square(mean));
  }

  /** NaN for a concentration up to 1, where the density falls from 0 on. */
  @Override
  public NDArray mode() {
    NDArray b = array(concentration);
    NDArray inner = b.gt(1);
    NDArray safe = where(inner, b, 2);
    NDArray ratio = exp(log(safe.sub(1)).sub(log(safe.add(1))).div(safe));
    return where(inner, array(scale).mul(ratio), Double.NaN);
  }
}
