package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

/** Eight parallel experiments; the effects in units of their standard deviation are sampled. */
final class EightSchoolsNoncentered extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new EightSchoolsNoncentered().on(data.array("sigma")).observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray sigma) {
    NDArray mu = rv("mu", normal(0, 5));
    NDArray tau = rv("tau", halfCauchy(5));
    Plate schools = plate("school", sigma.size());
    NDArray z = schools.rv("z", normal(0, 1));
    NDArray theta = deterministic("theta", mu.add(tau.mul(z)));
    return schools.rv("y", normal(theta, sigma));
  }
}
