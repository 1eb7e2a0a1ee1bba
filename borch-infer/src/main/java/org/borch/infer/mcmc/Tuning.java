package org.borch.infer.mcmc;

import org.borch.infer.run.SavedState;

/**
 * What warm-up finds out, and what a later run can begin with.
 *
 * @param stepSize of the integrator, or the factor of a proposal's scale or a slice's width; finite
 *     and positive
 * @param metric the kinetic energy, or the shape of the proposal: its inverse mass matrix is an
 *     estimate of the posterior's covariance
 */
public record Tuning(double stepSize, Metric metric) {

  /** Checks the step size. */
  public Tuning {
    if (!(stepSize > 0) || Double.isInfinite(stepSize)) {
      throw new IllegalArgumentException(
          "step size = " + stepSize + ", expected a finite number > 0");
    }
  }

  Tuning withStepSize(double stepSize) {
    return new Tuning(stepSize, metric);
  }

  void save(SavedState memory) {
    memory.put("stepSize", stepSize);
    metric.save(memory);
  }

  static Tuning restored(SavedState memory, int dimension) {
    return new Tuning(memory.number("stepSize"), Metric.restored(memory, dimension));
  }
}
