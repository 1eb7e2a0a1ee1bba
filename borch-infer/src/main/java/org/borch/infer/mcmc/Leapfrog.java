package org.borch.infer.mcmc;

import org.borch.infer.density.LogDensity;
import org.borch.tensor.random.NoiseReader;

/**
 * The leapfrog integrator: half a kick, a drift, half a kick. Reversible and volume-preserving; its
 * energy error over a fixed time is of order stepSize² (Neal 2011, section 2.3).
 */
final class Leapfrog implements Dynamics {

  private final LogDensity.Evaluator density;

  Leapfrog(LogDensity.Evaluator density) {
    this.density = density;
  }

  @Override
  public State at(double[] position) {
    double[] gradient = new double[position.length];
    double value = density.valueAndGradient(position, gradient);
    return State.of(position, value, gradient);
  }

  @Override
  public void refresh(Phase point, Metric metric, NoiseReader noise) {
    noise.normal(point.momentum);
    metric.toMomentum(point.momentum);
    point.setVelocity(metric);
  }

  @Override
  public Outcome advance(Phase from, Phase to, Metric metric, double stepSize) {
    metric.kickAndDrift(from, to, stepSize);
    to.logDensity = density.valueAndGradient(to.position, to.gradient);
    metric.kick(to, stepSize);
    to.setKinetic();
    return Outcome.MADE;
  }
}
