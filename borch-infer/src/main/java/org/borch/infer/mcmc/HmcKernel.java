package org.borch.infer.mcmc;

import org.borch.infer.LogDensity;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** One step of static HMC: a trajectory of a fixed length in time, accepted or not as a whole. */
final class HmcKernel implements Kernel {

  /** As for NUTS. */
  private static final double DIVERGENCE = 1000;

  private final Dynamics dynamics;
  private final double integrationTime;
  private final int maxLeapfrogs;
  private final NoiseReader noise = new NoiseReader(Key.of(0));
  private final Phase point;

  HmcKernel(int dimension, Dynamics dynamics, double integrationTime, int maxLeapfrogs) {
    this.dynamics = dynamics;
    this.integrationTime = integrationTime;
    this.maxLeapfrogs = maxLeapfrogs;
    point = new Phase(dimension);
  }

  static HmcKernel of(
      int dimension, LogDensity.Evaluator density, double integrationTime, int maxLeapfrogs) {
    return new HmcKernel(dimension, new Leapfrog(density), integrationTime, maxLeapfrogs);
  }

  @Override
  public State init(double... position) {
    return dynamics.at(position);
  }

  @Override
  public double trial(State state, Tuning tuning, Key key) {
    noise.restart(key);
    return dynamics.gain(point, state, tuning, noise);
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    noise.restart(key);
    point.setPosition(state);
    dynamics.refresh(point, tuning.metric(), noise);
    double initialEnergy = point.energy();
    int planned = leapfrogs(tuning.stepSize());
    int made = 0;
    double gain = 0;
    boolean divergent = false;
    // Ends early only where the energy is infinite: the way back meets that point, too, while a
    // finite limit would depend on the end from which it is seen.
    while (made < planned && gain > Double.NEGATIVE_INFINITY) {
      dynamics.advance(point, point, tuning.metric(), tuning.stepSize());
      made++;
      gain = initialEnergy - point.energy();
      divergent |= gain < -DIVERGENCE;
    }
    double acceptance = Math.min(1, Math.exp(gain));
    boolean accepted = noise.uniform() < acceptance;
    State next = accepted ? point.state() : state;
    double energy = accepted ? point.energy() : initialEnergy;
    Info info =
        new Info(next.logDensity(), acceptance, tuning.stepSize(), 0, made, divergent, energy);
    return new Transition(next, info);
  }

  private int leapfrogs(double stepSize) {
    double steps = Math.floor(integrationTime / stepSize);
    return (int) Math.max(1, Math.min(maxLeapfrogs, steps));
  }
}
