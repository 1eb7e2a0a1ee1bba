package org.borch.bench;

import ai.djl.ndarray.NDArray;

/** Log densities and a divergence as a person writes them on bare DJL. */
final class DjlDensities {

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private DjlDensities() {}

  static NDArray normal(NDArray x, NDArray loc, NDArray scale) {
    return x.sub(loc).div(scale).square().mul(-0.5).sub(scale.log()).sub(HALF_LOG_TWO_PI);
  }

  static NDArray normal(NDArray x, double loc, double scale) {
    return x.sub(loc).div(scale).square().mul(-0.5).sub(Math.log(scale)).sub(HALF_LOG_TWO_PI);
  }

  static NDArray halfNormal(NDArray x, double scale) {
    return x.div(scale).square().mul(-0.5).sub(Math.log(scale)).add(0.5 * Math.log(2 / Math.PI));
  }

  static NDArray halfCauchy(NDArray x, double scale) {
    return x.div(scale).square().add(1).log().neg().sub(Math.log(scale)).add(Math.log(2 / Math.PI));
  }

  /** 0 where the label is 0, the logit where it is 1, less the log normaliser. */
  static NDArray bernoulliLogits(NDArray label, NDArray logits) {
    return label.mul(logits).sub(logits.getNDArrayInternal().softPlus());
  }

  /** KL(Normal(loc, scale) || Normal(priorLoc, priorScale)). */
  static NDArray divergence(NDArray loc, NDArray scale, double priorLoc, double priorScale) {
    NDArray ratio = scale.div(priorScale);
    NDArray distance = loc.sub(priorLoc).div(priorScale);
    return ratio.square().add(distance.square()).sub(1).mul(0.5).sub(ratio.log());
  }
}
