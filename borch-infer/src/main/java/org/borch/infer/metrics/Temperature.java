package org.borch.infer.metrics;

import java.util.Arrays;

/**
 * One number by which logits are divided so that their softmax is calibrated, learned on rows held
 * out (Guo et al. 2017, section 4.2). It changes no guess.
 *
 * @param value above 0; above 1 for a network that is too sure
 */
public record Temperature(double value) {

  private static final double LEAST = 1e-3;
  private static final double MOST = 1e3;
  private static final int HALVINGS = 100;

  /** Checks the number. */
  public Temperature {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature = " + value + ", expected a finite number > 0");
    }
  }

  /**
   * The temperature of least negative log likelihood, between 1/1000 and 1000. That is convex in
   * its reciprocal β, whose derivative is the mean over rows of E_p[z] - z_label.
   *
   * @param logits [rows][classes]
   * @param labels one for each row
   */
  public static Temperature fit(double[][] logits, int[] labels) {
    ClassProbabilities.of(new Temperature(1).probabilities(logits), labels); // checks
    double low = Math.log(1 / MOST);
    double high = Math.log(1 / LEAST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, labels, Math.exp(middle)) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return new Temperature(Math.exp(-(low + high) / 2));
  }

  private static double slope(double[][] logits, int[] labels, double beta) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] p = softmax(logits[i], beta);
      for (int c = 0; c < p.length; c++) {
        sum += p[c] * logits[i][c];
      }
      sum -= logits[i][labels[i]];
    }
    return sum;
  }

  private static double[] softmax(double[] logits, double beta) {
    double most = Arrays.stream(logits).max().orElseThrow();
    double[] p = Arrays.stream(logits).map(z -> Math.exp(beta * (z - most))).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /** The softmax of logits / value: [rows][classes]. */
  public double[][] probabilities(double[][] logits) {
    return Arrays.stream(logits).map(row -> softmax(row, 1 / value)).toArray(double[][]::new);
  }
}
