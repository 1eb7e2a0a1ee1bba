package org.borch.infer.laplace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What tuning has found.
 *
 * @param posterior with the priors and the noise
 * @param precisions of the normal priors, by parameter
 * @param noise the standard deviation; not a number if it was not looked for
 * @param logEvidence the largest marginal likelihood
 * @param iterations how many
 * @param converged whether the last one changed nothing that counts
 */
public record TunedLaplace(
    LaplacePosterior posterior,
    Map<String, Double> precisions,
    double noise,
    double logEvidence,
    int iterations,
    boolean converged) {

  /** Copies the map. */
  public TunedLaplace {
    precisions = Collections.unmodifiableMap(new LinkedHashMap<>(precisions));
  }
}
