package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.flat;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Whether a household switches its well, by the distance to the next safe one. */
final class Wells extends Module<NDArray, NDArray> {

  private static final double METRES = 100;

  static Model<?, ?> of(Data data) {
    return new Wells().on(data.array("dist")).observe("switched", data.array("switched"));
  }

  @Override
  protected NDArray forward(NDArray distance) {
    NDArray alpha = rv("alpha", flat());
    NDArray beta = plate("predictor", 1).rv("beta", flat());
    NDArray logits = alpha.add(beta.mul(distance.div(METRES)));
    return plate("household").rv("switched", bernoulliLogits(logits));
  }
}
