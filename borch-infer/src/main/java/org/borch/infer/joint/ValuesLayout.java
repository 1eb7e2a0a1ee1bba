package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the values at a point stand among the results of a program, which needs no density.
 *
 * <pre>
 *   results    latent values | deterministics
 * </pre>
 *
 * @param latents names of the latent variables
 * @param deterministics names of the derived quantities
 */
record ValuesLayout(List<String> latents, List<String> deterministics) {

  /** The results of a run. */
  static PointProgram.Results<ValuesLayout> results(JointRun run) {
    Map<String, NDArray> latents = run.latentValues();
    Map<String, NDArray> deterministics = run.deterministics();
    List<NDArray> results = new ArrayList<>(latents.values());
    results.addAll(deterministics.values());
    ValuesLayout layout =
        new ValuesLayout(List.copyOf(latents.keySet()), List.copyOf(deterministics.keySet()));
    return new PointProgram.Results<>(layout, results);
  }

  /** The latent variables' values, in Java memory. */
  Map<String, NDArray> values(List<? extends NDArray> results) {
    return TermsLayout.named(latents, results, 0);
  }

  /** The latent variables' values, then the derived quantities, in Java memory. */
  Map<String, NDArray> quantities(List<? extends NDArray> results) {
    Map<String, NDArray> quantities = new LinkedHashMap<>(values(results));
    TermsLayout.named(deterministics, results, latents.size()).forEach(quantities::putIfAbsent);
    return Collections.unmodifiableMap(quantities);
  }
}
