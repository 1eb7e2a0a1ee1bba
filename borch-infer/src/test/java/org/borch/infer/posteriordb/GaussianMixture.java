package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.constraint.Constraints.ordered;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/** Two normal components, told apart by the order of their means; the component is summed out. */
final class GaussianMixture extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new GaussianMixture().on(data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray y) {
    NDArray theta = rv("theta", beta(5, 5));
    NDArray mu = rv("mu", restricted(normal(BorchArray.of(0.0, 0), 2), ordered()));
    NDArray sigma = plate("component", 2).rv("sigma", halfNormal(2));

    NDArray weights = log(stack(0, theta, theta.neg().add(1)));
    NDArray terms = normal(mu, sigma).logProb(y.expandDims(1)).add(weights); // [row, component]
    NDArray likelihood = logSumExp(terms, 1);
    factor("y", likelihood);
    return likelihood;
  }
}
