package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.cumSum;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Dogs that learn to avoid shocks: each trial depends on the numbers of avoidances and shocks. */
final class Dogs extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new Dogs().on(data.array("y")).observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray shocks) {
    NDArray beta = plate("coefficient", 3).rv("beta", normal(0, 100));
    NDArray avoided = before(shocks.neg().add(1));
    NDArray shocked = before(shocks);
    NDArray logits = beta.get(0).add(beta.get(1).mul(avoided)).add(beta.get(2).mul(shocked));
    long dogs = shocks.getShape().get(0);
    long trials = shocks.getShape().get(1);
    return plate("dog", dogs).plate("trial", trials).rv("y", bernoulliLogits(logits));
  }

  /** The sums over all earlier trials: [dog, trial]. */
  private static NDArray before(NDArray counts) {
    return cumSum(counts, 1).sub(counts);
  }
}
