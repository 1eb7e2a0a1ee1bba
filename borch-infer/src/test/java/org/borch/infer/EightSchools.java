package org.borch.infer;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.tensor.BorchArray;

/** Rubin 1981, as in Gelman et al., Bayesian Data Analysis, section 5.5; non-centred. */
public final class EightSchools extends Module<NDArray, NDArray> {

  @Override
  protected NDArray forward(NDArray standardErrors) {
    NDArray mu = rv("mu", normal(0, 5));
    NDArray tau = rv("tau", halfCauchy(5));
    Plate schools = plate("school", 8);
    NDArray z = schools.rv("z", normal(0, 1));
    return schools.rv("y", normal(mu.add(tau.mul(z)), standardErrors));
  }

  /** With the data, in FLOAT64. */
  public static Model<NDArray, NDArray> observed() {
    return new EightSchools()
        .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
        .in(DataType.FLOAT64)
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
  }
}
