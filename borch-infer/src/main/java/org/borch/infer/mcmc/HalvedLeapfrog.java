package org.borch.infer.mcmc;

import org.borch.infer.density.LogDensity;
import org.borch.tensor.random.NoiseReader;

/**
 * Steps of one length, each of as many leapfrogs, a power of 2, as keep the energy within bounds
 * all along it. The number is the least that will do, seen from where the step begins. Seen from
 * its end it may be another one: then the step is refused, so that those which are made map points
 * one to one, preserve volumes and are undone by a step back.
 */
final class HalvedLeapfrog implements Dynamics {

  /** Whether a step may be made. */
  @FunctionalInterface
  interface WayBack {

    /** The step back must lead where the step came from. */
    WayBack SAME_HALVINGS = (there, back) -> there == back;

    /**
     * Whether it may.
     *
     * @param there how often the step is halved
     * @param back how often the step back is, if less often; else the same number
     */
    boolean allows(int there, int back);
  }

  private final Leapfrog leapfrog;
  private final double maxError;
  private final int maxHalvings;
  private final WayBack wayBack;
  private final Phase scratch;

  private int gradients;
  private int steps;
  private double acceptances;

  HalvedLeapfrog(
      int dimension,
      LogDensity.Evaluator density,
      double maxError,
      int maxHalvings,
      WayBack wayBack) {
    this.leapfrog = new Leapfrog(density);
    this.maxError = maxError;
    this.maxHalvings = maxHalvings;
    this.wayBack = wayBack;
    scratch = new Phase(dimension);
  }

  @Override
  public State at(double[] position) {
    return leapfrog.at(position);
  }

  @Override
  public void refresh(Phase point, Metric metric, NoiseReader noise) {
    leapfrog.refresh(point, metric, noise);
    gradients = 0;
    steps = 0;
    acceptances = 0;
  }

  /** Of a single leapfrog: a step that is halved would always gain enough. */
  @Override
  public double gain(Phase point, State state, Tuning tuning, NoiseReader noise) {
    return leapfrog.gain(point, state, tuning, noise);
  }

  @Override
  public Outcome advance(Phase from, Phase to, Metric metric, double stepSize) {
    steps++;
    for (int halvings = 0; halvings <= maxHalvings; halvings++) {
      double error = error(from, to, metric, stepSize, halvings);
      if (halvings == 0) {
        acceptances += Math.exp(-error);
      }
      if (error <= maxError) {
        int back = halvingsBack(to, metric, stepSize, halvings);
        return wayBack.allows(halvings, back) ? Outcome.MADE : Outcome.ONE_WAY;
      }
    }
    return Outcome.LOST;
  }

  /** How often a step back is halved; as many halvings as there will do, on the same points. */
  private int halvingsBack(Phase end, Metric metric, double stepSize, int there) {
    for (int halvings = 0; halvings < there; halvings++) {
      if (error(end, scratch, metric, -stepSize, halvings) <= maxError) {
        return halvings;
      }
    }
    return there;
  }

  /** How far the highest energy on a step is above the lowest; at most as far as is too far. */
  private double error(Phase from, Phase to, Metric metric, double stepSize, int halvings) {
    int count = 1 << halvings;
    double low = from.energy();
    double high = low;
    Phase at = from;
    for (int i = 0; i < count && high - low <= maxError; i++) {
      leapfrog.advance(at, to, metric, stepSize / count);
      gradients++;
      at = to;
      double energy = to.energy();
      low = Math.min(low, energy);
      high = Math.max(high, energy);
    }
    return high - low;
  }

  @Override
  public int gradients(int made) {
    return gradients;
  }

  /** The mean over the long steps, also the refused ones, of how well one leapfrog would do. */
  @Override
  public double acceptance(double ofTrajectory) {
    return steps == 0 ? 0 : acceptances / steps;
  }
}
