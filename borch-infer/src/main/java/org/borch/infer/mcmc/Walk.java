package org.borch.infer.mcmc;

import org.borch.infer.LogDensity;
import org.borch.tensor.NoiseReader;

/** Displacements of a state, and the log density there: all that kernels without gradients ask. */
final class Walk {

  /** Where the last displacement led; overwritten by the next one. */
  final double[] position;

  private final LogDensity.Evaluator density;
  private final double[] displacement;

  Walk(int dimension, LogDensity.Evaluator density) {
    this.density = density;
    position = new double[dimension];
    displacement = new double[dimension];
  }

  /** The state at a position, as it is there. */
  State at(double[] position) {
    return State.of(position, density.value(position));
  }

  /** Goes to a point on a line; returns the log density there, -∞ where it is not defined. */
  double along(double[] from, double length, double[] direction) {
    for (int i = 0; i < position.length; i++) {
      position[i] = from[i] + length * direction[i];
    }
    double value = density.value(position);
    return value < Double.POSITIVE_INFINITY ? value : Double.NEGATIVE_INFINITY;
  }

  /** Goes to a random point from N(from, stepSize² M⁻¹); returns the log density there. */
  double propose(double[] from, Tuning tuning, NoiseReader noise) {
    noise.normal(displacement);
    tuning.metric().toDisplacement(displacement);
    return along(from, tuning.stepSize(), displacement);
  }
}
