package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;

/** A linear regression with independent normal priors. */
final class LinearRegression extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new LinearRegression().on(data.array("X")).observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray x) {
    NDArray beta = plate("predictor", x.getShape().get(1)).rv("beta", normal(0, 10));
    NDArray sigma = rv("sigma", halfNormal(10));
    return plate("row").rv("y", normal(matVec(x, beta), sigma));
  }
}
