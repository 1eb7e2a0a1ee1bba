package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

/** Counts by a cubic trend over years and an effect of each year. */
final class GlmmPoisson extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new GlmmPoisson().on(data.array("year")).observe("C", data.array("C"));
  }

  @Override
  protected NDArray forward(NDArray year) {
    NDArray alpha = rv("alpha", uniform(-20, 20));
    NDArray beta1 = rv("beta1", uniform(-10, 10));
    NDArray beta2 = rv("beta2", uniform(-10, 10));
    NDArray beta3 = rv("beta3", uniform(-10, 10));
    NDArray sigma = rv("sigma", uniform(0, 5));
    Plate years = plate("year", year.size());
    NDArray eps = years.rv("eps", normal(0, sigma));

    NDArray trend = beta3.mul(year).add(beta2).mul(year).add(beta1).mul(year).add(alpha);
    return years.rv("C", poisson(exp(trend.add(eps))));
  }
}
