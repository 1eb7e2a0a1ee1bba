package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.tensor.BorchArray;

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

  /** The parts of a run at given coordinates, whose "approximation" is 1 / |dx/du|. */
  static LogDensityTerms of(Trace trace) {
    double prior = 0;
    double likelihood = 0;
    double jacobian = 0;
    Map<String, NDArray> rows = new LinkedHashMap<>();
    for (RandomVariable variable : trace.variables()) {
      NDArray own = host(variable.logPrior());
      if (variable.isObserved()) {
        rows.put(variable.name(), own);
        likelihood += sum(own) * variable.scale();
      } else {
        prior += sum(own) * variable.scale();
        jacobian -= sum(variable.logApproximation());
      }
    }
    for (NDArray factor : trace.factors().values()) {
      likelihood += sum(factor);
    }
    Map<String, NDArray> derived = new LinkedHashMap<>();
    trace.deterministics().forEach((name, value) -> derived.put(name, host(value)));
    return new LogDensityTerms(
        prior,
        likelihood,
        jacobian,
        Collections.unmodifiableMap(rows),
        Collections.unmodifiableMap(derived));
  }

  /** The log joint density in unconstrained coordinates. */
  public double value() {
    return logPrior + logLikelihood + logJacobian;
  }

  private static NDArray host(NDArray array) {
    BorchArray given = BorchArray.wrap(array);
    return BorchArray.of(given.spec(), given.values());
  }

  private static double sum(NDArray array) {
    double sum = 0;
    for (double value : BorchArray.wrap(array).values()) {
      sum += value;
    }
    return sum;
  }
}
