package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.trace.Scan;

/**
 * Quantiles of a continuous family that knows its cdf only: halving of the real line, then Newton's
 * steps, which also carry the derivatives (each makes one more order exact).
 */
final class QuantileSearch {

  /** Halvings of (-1, 1) until its ends are neighbours. */
  private static final int HALVINGS = 52;

  private static final int NEWTON_STEPS = 2;

  private QuantileSearch() {}

  /**
   * The quantiles of probabilities.
   *
   * @param centre where to look first, in unconstrained coordinates: batch
   * @param width of the region around it, above 0: batch
   */
  static NDArray of(Distribution d, NDArray p, NDArray centre, NDArray width) {
    Shape shape = Shapes.broadcast(p.getShape(), d.batchShape());
    NDArray wanted = broadcastTo(p, shape);
    Bijector bijector = Bijectors.to(d.support());
    NDArray y = stopGradient(search(fixed(d), stopGradient(wanted), centre, width));
    for (int i = 0; i < NEWTON_STEPS; i++) {
      NDArray x = bijector.forward(y);
      NDArray below = wanted.lt(0.5);
      NDArray gap = where(below, wanted.sub(d.cdf(x)), d.survival(x).sub(wanted.neg().add(1)));
      NDArray slope = exp(d.logDensity(x).add(bijector.logAbsDetJacobian(y, x)));
      NDArray isSteep = slope.gt(0);
      y = y.add(where(isSteep, gap.div(where(isSteep, slope, 1)), 0));
    }
    return bijector.forward(y);
  }

  private static Distribution fixed(Distribution d) {
    return d.withParameters(
        d.parameters().stream()
            .map(Parameter::value)
            .map(value -> value.isNumber() ? value : Operand.of(stopGradient(value.array())))
            .toList());
  }

  private static NDArray search(Distribution d, NDArray p, NDArray centre, NDArray width) {
    Bijector bijector = Bijectors.to(d.support());
    NDArray middle = stopGradient(centre);
    NDArray unit = stopGradient(width);
    NDArray below = p.lt(0.5);
    NDArray rest = p.neg().add(1);
    List<NDArray> ends =
        Scan.scan(
                HALVINGS,
                List.of(p.zerosLike().sub(1), p.onesLike()),
                List.of(),
                (carry, row) -> {
                  NDArray t = carry.get(0).add(carry.get(1)).mul(0.5);
                  NDArray x = bijector.forward(stretched(t).mul(unit).add(middle));
                  NDArray isLow = where(below, d.cdf(x).lt(p), d.survival(x).gt(rest));
                  return Scan.next(where(isLow, t, carry.get(0)), where(isLow, carry.get(1), t));
                })
            .carry();
    NDArray t = ends.get(0).add(ends.get(1)).mul(0.5);
    return stretched(t).mul(unit).add(middle);
  }

  /** (-1, 1) to the real line. */
  private static NDArray stretched(NDArray t) {
    return t.div(abs(t).neg().add(1));
  }
}
