package org.borch.infer.mcmc;

import org.borch.infer.run.SavedState;

/**
 * Adapts a step size to a mean acceptance by the dual averaging of Nesterov, as in Hoffman and
 * Gelman 2014, equation 6; the constants are theirs and Stan's.
 */
final class DualAveraging {

  private static final double REGULARISATION = 0.05; // γ
  private static final double STABILISATION = 10; // t₀
  private static final double RELAXATION = 0.75; // κ
  private static final double ATTRACTION = 10; // μ = log(10 ε₁): early steps tend to be long

  /** Keeps the step size a normal number however long every step fails, or none. */
  private static final double LONGEST_LOG = 700;

  private final double target;
  private double centre;
  private double steps;
  private double error;
  private double averageLog;
  private double stepSize;

  DualAveraging(double target, double stepSize) {
    this.target = target;
    restart(stepSize);
  }

  /** Forgets everything but the target. */
  final void restart(double stepSize) {
    this.stepSize = stepSize;
    centre = Math.log(ATTRACTION * stepSize);
    steps = 0;
    error = 0;
    averageLog = 0;
  }

  /** Takes a step's acceptance statistic. */
  void learn(double acceptance) {
    steps++;
    double weight = 1 / (steps + STABILISATION);
    double shortfall = target - (acceptance <= 1 ? acceptance : Double.isNaN(acceptance) ? 0 : 1);
    error = (1 - weight) * error + weight * shortfall;
    double log = centre - error * Math.sqrt(steps) / REGULARISATION;
    double share = Math.pow(steps, -RELAXATION);
    averageLog = (1 - share) * averageLog + share * log;
    stepSize = exp(log);
  }

  private static double exp(double log) {
    return Math.exp(Math.max(-LONGEST_LOG, Math.min(LONGEST_LOG, log)));
  }

  /** The step size to go on learning with. */
  double stepSize() {
    return stepSize;
  }

  /** The step size to keep: an average over the way. */
  double averaged() {
    return steps == 0 ? stepSize : exp(averageLog);
  }

  void save(SavedState memory) {
    memory.put("state", centre, steps, error, averageLog, stepSize);
  }

  void restore(SavedState memory) {
    double[] state = memory.get("state", 5);
    centre = state[0];
    steps = state[1];
    error = state[2];
    averageLog = state[3];
    stepSize = state[4];
  }
}
