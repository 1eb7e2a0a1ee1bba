package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** Log earnings on height, sex and their product, without priors. */
final class EarningsInteraction extends Module<EarningsInteraction.People, NDArray> {

  record People(NDArray height, NDArray male) {}

  static Model<?, ?> of(Data data) {
    return new EarningsInteraction()
        .on(new People(data.array("height"), data.array("male")))
        .observe("log_earn", data.logs("earn"));
  }

  @Override
  protected NDArray forward(People people) {
    NDArray beta = plate("predictor", 4).rv("beta", flat());
    NDArray sigma = rv("sigma", halfFlat());
    NDArray height = people.height();
    NDArray male = people.male();
    NDArray x = stack(1, height.onesLike(), height, male, height.mul(male));
    return plate("person").rv("log_earn", normal(matVec(x, beta), sigma));
  }
}
