package org.borch.infer.ekf;

import ai.djl.ndarray.NDArray;
import org.borch.infer.density.Observations;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.tensor.Autodiff;

/** Updates of a filter with independent coordinates, with a mistake in them. */
enum PlantedEkf {
  NONE,
  FISHER_WITHOUT_ITS_SQUARE,
  SQUARE_OF_THE_SUM,
  NO_TRANSITION_NOISE,
  PRECISION_MINUS_FISHER,
  MEAN_FOR_SUM,
  MEAN_MOVED_BY_THE_OLD_VARIANCE;

  FlatState update(
      FlatState state, Observations<?> rows, double drift, double power, StepData data) {
    NDArray before = state.array("variance");
    NDArray predicted = this == NO_TRANSITION_NOISE ? before : before.add(drift * drift);
    NDArray each = Autodiff.jacobian(at -> rows.rows(at, data)).apply(state.position()); // [n, d]
    NDArray slope = each.sum(new int[] {0});
    NDArray fisher =
        switch (this) {
          case FISHER_WITHOUT_ITS_SQUARE -> each.abs().sum(new int[] {0});
          case SQUARE_OF_THE_SUM -> slope.square();
          case MEAN_FOR_SUM -> each.square().mean(new int[] {0});
          default -> each.square().sum(new int[] {0});
        };
    double sign = this == PRECISION_MINUS_FISHER ? -1 : 1;
    NDArray one = predicted.onesLike();
    NDArray after = one.div(one.div(predicted).add(fisher.mul(sign * power)));
    NDArray gain = this == MEAN_MOVED_BY_THE_OLD_VARIANCE ? predicted : after;
    return state.with("variance", after).next(state.position().add(gain.mul(slope).mul(power)));
  }
}
