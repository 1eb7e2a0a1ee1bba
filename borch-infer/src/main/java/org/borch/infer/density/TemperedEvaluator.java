package org.borch.infer.density;

/**
 * A {@link TemperedDensity} at a β that can be moved, for one thread: {@code reference + β
 * likelihood}. At β = 0 the likelihood is not asked.
 */
public final class TemperedEvaluator implements LogDensity.Evaluator {

  private final LogDensity.Evaluator reference;
  private final LogDensity.Evaluator likelihood;
  private double[] slope = {};
  private double beta = 1;

  TemperedEvaluator(LogDensity.Evaluator reference, LogDensity.Evaluator likelihood) {
    this.reference = reference;
    this.likelihood = likelihood;
  }

  /**
   * Moves along the way.
   *
   * @param beta from 0 to 1
   */
  public void moveTo(double beta) {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta = " + beta + ", expected a number from 0 to 1");
    }
    this.beta = beta;
  }

  /** The log likelihood at a point, whatever β; -∞ where it is not a number or +∞. */
  public double logLikelihood(double[] at) {
    double value = likelihood.value(at);
    return value < Double.POSITIVE_INFINITY ? value : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double valueAndGradient(double[] at, double[] gradient) {
    double value = reference.valueAndGradient(at, gradient);
    if (beta == 0) {
      return value;
    }
    if (slope.length != at.length) {
      slope = new double[at.length];
    }
    value += beta * likelihood.valueAndGradient(at, slope);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += beta * slope[i];
    }
    return value;
  }

  @Override
  public double value(double[] at) {
    double value = reference.value(at);
    return beta == 0 ? value : value + beta * likelihood.value(at);
  }
}
