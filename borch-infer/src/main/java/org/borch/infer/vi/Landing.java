package org.borch.infer.vi;

import static org.borch.tensor.Batching.vmap;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Spread;

/**
 * The draws of one step from a normal q, and where they pull it.
 *
 * @param bound log p - T log q of each draw: [n]
 * @param pull ∇ log p - T ∇ log q by the draw alone, q's own parameters being constants: [n, d]
 * @param value log p of each draw: [n]
 */
record Landing(NDArray bound, NDArray pull, NDArray value) {

  /**
   * At draws μ + x.
   *
   * @param x [n, d]
   * @param temperature T, of shape (1)
   */
  static Landing of(
      LogPosterior density,
      StepData data,
      NDArray mean,
      Spread spread,
      NDArray x,
      NDArray temperature) {
    NDArray slope = spread.precisionTimes(x); // -∇ log q
    List<NDArray> at =
        each(
            position -> {
              LogPosterior.Gradient both = density.valueAndGradient(position, data);
              return List.of(both.value(), both.gradient());
            },
            x.add(mean));
    NDArray entropy = spread.logDensity(x, slope).mul(temperature);
    return new Landing(at.get(0).sub(entropy), at.get(1).add(slope.mul(temperature)), at.get(0));
  }

  /** The log density of each row of an array: [n, d] → [n]. */
  static NDArray values(LogPosterior density, StepData data, NDArray positions) {
    return each(position -> List.of(density.value(position, data)), positions).get(0);
  }

  /** Results at a position. */
  private interface At {
    List<NDArray> of(NDArray position);
  }

  /** One draw needs no batch, which not every density can be run as. */
  private static List<NDArray> each(At function, NDArray positions) {
    if (positions.getShape().get(0) > 1) {
      return vmap(rows -> function.of(rows.get(0)), List.of(positions));
    }
    return function.of(positions.get(0)).stream().map(each -> each.expandDims(0)).toList();
  }
}
