package org.borch.infer.mcmc;

import org.borch.infer.LogDensity;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** A kernel without gradients: all that it asks is the log density at displacements of a state. */
abstract sealed class Walk implements Kernel permits RandomWalkKernel, SliceKernel {

  /** Where the last displacement led; overwritten by the next one. */
  final double[] reached;

  final NoiseReader noise = new NoiseReader(Key.of(0));
  private final LogDensity.Evaluator density;
  private final double[] displacement;

  Walk(int dimension, LogDensity.Evaluator density) {
    this.density = density;
    reached = new double[dimension];
    displacement = new double[dimension];
  }

  @Override
  public final State init(double... position) {
    return State.of(position, density.value(position));
  }

  @Override
  public final double trial(State state, Tuning tuning, Key key) {
    noise.restart(key);
    return propose(state.position(), tuning) - state.logDensity();
  }

  /** Goes to a point on a line; returns the log density there, -∞ where it is not defined. */
  final double along(double[] from, double length, double[] direction) {
    for (int i = 0; i < reached.length; i++) {
      reached[i] = from[i] + length * direction[i];
    }
    double value = density.value(reached);
    return value < Double.POSITIVE_INFINITY ? value : Double.NEGATIVE_INFINITY;
  }

  /** Goes to a random point from N(from, stepSize² M⁻¹); returns the log density there. */
  final double propose(double[] from, Tuning tuning) {
    noise.normal(displacement);
    tuning.metric().toDisplacement(displacement);
    return along(from, tuning.stepSize(), displacement);
  }
}
