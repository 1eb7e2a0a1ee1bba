package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The parts of a model's log density at a point; arrays are in Java memory.
 *
 * @param logPrior Σ log p of the latent variables in their own coordinates
 * @param logLikelihood Σ log p of the observed variables given those, and Σ log weights of factors
 * @param logJacobian Σ log |dx/du| of the change to unconstrained coordinates
 * @param rows log p of each row of the observed variables, by name, without plates' weights
 * @param deterministics derived quantities by name
 */
public record LogDensityTerms(
    double logPrior,
    double logLikelihood,
    double logJacobian,
    Map<String, NDArray> rows,
    Map<String, NDArray> deterministics) {

  /** The log joint density in unconstrained coordinates. */
  public double value() {
    return logPrior + logLikelihood + logJacobian;
  }
}
