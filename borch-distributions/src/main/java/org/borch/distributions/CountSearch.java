package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Shapes;
import org.borch.tensor.trace.Scan;

/** Quantiles of counts that know their cdf only, by halving; without derivative. */
final class CountSearch {

  /** Counts up to 2^53 are whole in double precision. */
  private static final int HALVINGS = 54;

  private CountSearch() {}

  /** The smallest count from {@code first} on with probability p up to it. */
  static NDArray of(Distribution d, NDArray p, double first) {
    Shape shape = Shapes.broadcast(p.getShape(), d.batchShape());
    NDArray wanted = broadcastTo(p, shape);
    NDArray isLow = wanted.lt(0.5);
    NDArray rest = wanted.neg().add(1);
    NDArray below = wanted.zerosLike().add(first - 1);
    NDArray enough = wanted.zerosLike().add(Math.pow(2, HALVINGS - 1));
    NDArray quantile =
        Scan.scan(
                HALVINGS,
                List.of(below, enough),
                List.of(),
                (carry, row) -> {
                  NDArray middle = carry.get(0).add(carry.get(1)).mul(0.5).floor();
                  NDArray reaches =
                      where(isLow, d.cdf(middle).gte(wanted), d.survival(middle).lte(rest));
                  return Scan.next(
                      where(reaches, carry.get(0), middle), where(reaches, middle, carry.get(1)));
                })
            .carry()
            .get(1);
    return stopGradient(quantile);
  }
}
