package org.borch.infer.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What is gained when doubtful rows are left to somebody else: the mean loss of the rows that are
 * kept, the surest first (El-Yaniv and Wiener 2010).
 */
public final class Selection {

  private final double[] risks;

  private Selection(double[] risks) {
    this.risks = risks;
  }

  /**
   * Of some rows.
   *
   * @param uncertainty of each row, of any scale
   * @param loss of each row: 1 or 0 for wrong and right guesses, or any other
   */
  public static Selection of(double[] uncertainty, double[] loss) {
    Pairs.require("selection", uncertainty, loss);
    int[] order =
        IntStream.range(0, loss.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> uncertainty[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] risks = new double[loss.length];
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum += loss[order[i]];
      risks[i] = sum / (i + 1);
    }
    return new Selection(risks);
  }

  /** Of guesses of classes, by their probabilities: the loss is 1 for a wrong one. */
  public static Selection of(ClassProbabilities predicted) {
    double[] confidences = predicted.confidences();
    double[] uncertainty = new double[confidences.length];
    double[] loss = new double[confidences.length];
    for (int i = 0; i < loss.length; i++) {
      uncertainty[i] = 1 - confidences[i];
      loss[i] = predicted.isRight(i) ? 0 : 1;
    }
    return of(uncertainty, loss);
  }

  /** The mean loss of the i + 1 surest rows, for all i. */
  public double[] risks() {
    return risks.clone();
  }

  /**
   * The mean loss of a share of the rows, the surest ones.
   *
   * @param coverage above 0, at most 1
   */
  public double riskAt(double coverage) {
    if (!(coverage > 0 && coverage <= 1)) {
      throw new IllegalArgumentException(
          "coverage = " + coverage + ", expected a number above 0 and at most 1");
    }
    return risks[(int) Math.max(0, Math.ceil(coverage * risks.length) - 1)];
  }

  /** The mean of the risks over all coverages (AURC): small where doubt finds the errors. */
  public double area() {
    return Pairs.mean(risks);
  }
}
