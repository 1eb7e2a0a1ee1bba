package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;

/**
 * Where the parts of a model's density stand among the results of a program.
 *
 * <pre>
 *   results    prior, likelihood, Jacobian | rows | deterministics
 * </pre>
 *
 * @param rows names of the observed variables
 * @param deterministics names of the derived quantities
 */
record TermsLayout(List<String> rows, List<String> deterministics) {

  private static final int SUMS = 3;

  /** The results of a run. */
  static PointProgram.Results<TermsLayout> results(JointRun run) {
    Map<String, NDArray> rows = run.rows();
    Map<String, NDArray> deterministics = run.deterministics();
    List<NDArray> results = new ArrayList<>();
    results.add(run.logPrior());
    results.add(run.logLikelihood());
    results.add(run.logJacobian());
    results.addAll(rows.values());
    results.addAll(deterministics.values());
    TermsLayout layout =
        new TermsLayout(List.copyOf(rows.keySet()), List.copyOf(deterministics.keySet()));
    return new PointProgram.Results<>(layout, results);
  }

  /** The parts, in Java memory. */
  LogDensityTerms terms(List<? extends NDArray> results) {
    return new LogDensityTerms(
        number(results.get(0)),
        number(results.get(1)),
        number(results.get(2)),
        named(rows, results, SUMS),
        named(deterministics, results, SUMS + rows.size()));
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }

  /** Some of the results by name, in Java memory. */
  static Map<String, NDArray> named(
      List<String> names, List<? extends NDArray> results, int first) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), BorchArray.wrap(results.get(first + i)).inJavaMemory());
    }
    return Collections.unmodifiableMap(byName);
  }
}
