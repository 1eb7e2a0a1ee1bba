package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.infer.run.Execution;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** The parts of a model's density at a point, and what its discrete variables are there. */
final class DensityTerms {

  private final PointProgram<TermsLayout> terms;
  private final PointProgram<ValuesLayout> values;
  private final PointProgram<DiscreteLayout> discrete;

  /**
   * The parts of a density.
   *
   * @param gradient what runs its value and gradient
   */
  DensityTerms(DensityGraph density, @Nullable BackEnd forced, Execution gradient) {
    this.terms = new PointProgram<>("terms", density, forced, gradient, TermsLayout::results);
    this.values = new PointProgram<>("values", density, forced, gradient, ValuesLayout::results);
    this.discrete =
        new PointProgram<>(
            "discrete variables", density, forced, gradient, DiscreteLayout::results);
  }

  /** What computes the terms, and why. */
  Execution execution(Joint<?> joint) {
    return terms.execution(joint);
  }

  /** The parts at a point. */
  LogDensityTerms terms(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      PointProgram.Results<TermsLayout> results = terms.at(joint, at);
      return results.layout().terms(results.arrays());
    }
  }

  /** The latent variables' values and the derived quantities at a point. */
  Map<String, NDArray> quantities(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      PointProgram.Results<ValuesLayout> results = values.at(joint, at);
      return results.layout().quantities(results.arrays());
    }
  }

  /** The latent variables' values at a point. */
  Map<String, NDArray> values(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      PointProgram.Results<ValuesLayout> results = values.at(joint, at);
      return results.layout().values(results.arrays());
    }
  }

  /** The probabilities of the discrete variables' states at a point. */
  Map<String, NDArray> probabilities(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      PointProgram.Results<DiscreteLayout> results = discrete.at(joint, at);
      return results.layout().probabilities(results.arrays());
    }
  }

  /** A draw of the discrete variables at a point. */
  Map<String, NDArray> draw(Joint<?> joint, double[] at, Key key) {
    try (Scope scope = Scope.open()) {
      PointProgram.Results<DiscreteLayout> results = discrete.at(joint, at);
      return results.layout().draw(results.arrays(), key);
    }
  }
}
