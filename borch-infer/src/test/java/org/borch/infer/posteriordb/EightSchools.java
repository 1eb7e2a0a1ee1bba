package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

// region model
/** Eight parallel experiments (Rubin 1981), as the centred form is written down. */
final class EightSchools extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new EightSchools().on(data.array("sigma")).observe("y", data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray sigma) {
    NDArray mu = rv("mu", normal(0, 5));
    NDArray tau = rv("tau", halfCauchy(5));
    Plate schools = plate("school", sigma.size());
    NDArray theta = schools.rv("theta", normal(mu, tau));
    return schools.rv("y", normal(theta, sigma));
  }
}
// endregion
