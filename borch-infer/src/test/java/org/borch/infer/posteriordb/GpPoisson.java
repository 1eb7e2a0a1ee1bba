package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;

/** Counts whose log rate is a Gaussian process. */
final class GpPoisson extends Module<NDArray, NDArray> {

  /** Keeps the covariance of near inputs positive definite. */
  private static final double JITTER = 1e-10;

  static Model<?, ?> of(Data data) {
    return new GpPoisson().on(data.array("x")).observe("k", data.array("k"));
  }

  @Override
  protected NDArray forward(NDArray x) {
    NDArray rho = rv("rho", gamma(25, 4));
    NDArray alpha = rv("alpha", halfNormal(2));
    Plate inputs = plate("input", x.size());
    NDArray standard = inputs.rv("f_tilde", normal(0, 1));

    NDArray distances = square(x.expandDims(1).sub(x.expandDims(0)));
    NDArray covariance =
        square(alpha)
            .mul(exp(distances.div(square(rho).mul(-2))))
            .add(identity((int) x.size(), x.getDataType()).mul(JITTER));
    NDArray f = deterministic("f", matVec(cholesky(covariance), standard));
    return inputs.rv("k", poisson(exp(f)));
  }
}
