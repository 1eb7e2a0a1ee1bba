package org.borch.infer.mcmc;

import org.borch.infer.run.SavedState;

/**
 * Scales of coordinates from positions and gradients; see {@link Metric.Estimate#FISHER}. A
 * coordinate whose position or gradient did not change keeps its scale.
 */
final class FisherEstimate implements MetricLearner {

  private final MetricEstimate positions;
  private final MetricEstimate gradients;

  FisherEstimate(int dimension) {
    positions = new MetricEstimate(Metric.Form.DIAGONAL, dimension);
    gradients = new MetricEstimate(Metric.Form.DIAGONAL, dimension);
  }

  @Override
  public void add(State state) {
    double[] gradient = state.gradient();
    if (gradient.length == 0) {
      throw new IllegalArgumentException(
          "estimate = FISHER with a kernel that knows no gradients, expected COVARIANCE; choose"
              + " that, or a kernel such as Nuts");
    }
    positions.add(state.position());
    gradients.add(gradient);
  }

  @Override
  public Metric take(Metric before) {
    double[] variances = before.variances();
    double[] ofPositions = positions.squares();
    double[] ofGradients = gradients.squares();
    for (int i = 0; i < variances.length; i++) {
      double ratio = Math.sqrt(ofPositions[i] / ofGradients[i]);
      if (ratio > 0 && ratio < Double.POSITIVE_INFINITY) {
        variances[i] = ratio;
      }
    }
    positions.forget();
    gradients.forget();
    return Metric.diagonal(variances);
  }

  @Override
  public void save(SavedState memory) {
    positions.save(memory.at("positions"));
    gradients.save(memory.at("gradients"));
  }

  @Override
  public void restore(SavedState memory) {
    positions.restore(memory.at("positions"));
    gradients.restore(memory.at("gradients"));
  }
}
