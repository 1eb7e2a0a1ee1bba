package org.borch.infer.metrics;

import java.util.Arrays;

/**
 * Predicted probabilities of classes beside the classes that came true: how good they are. For a
 * Bayesian network the probabilities are the means over draws.
 */
public final class ClassProbabilities {

  /** Sums of float32 probabilities are this near 1. */
  private static final double TOLERANCE = 1e-3;

  private final double[][] probabilities;
  private final int[] labels;

  private ClassProbabilities(double[][] probabilities, int[] labels) {
    this.probabilities = probabilities;
    this.labels = labels;
  }

  /**
   * Of some rows.
   *
   * @param probabilities [rows][classes], each row's sum 1
   * @param labels 0 to classes - 1, one for each row
   * @throws IllegalArgumentException if a row is none, or there are other numbers of labels
   */
  public static ClassProbabilities of(double[][] probabilities, int[] labels) {
    if (probabilities.length != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          probabilities.length
              + " rows of probabilities for "
              + labels.length
              + " labels, expected one for each, and at least one");
    }
    double[][] copy = new double[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      double[] row = probabilities[i].clone();
      double sum = Arrays.stream(row).sum();
      boolean isInside = Arrays.stream(row).allMatch(p -> p >= 0);
      if (!(Math.abs(sum - 1) <= TOLERANCE) || !isInside) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " of probabilities is "
                + Arrays.toString(row)
                + ", expected numbers >= 0 whose sum is 1; of logits take the softmax");
      }
      if (labels[i] < 0 || labels[i] >= row.length) {
        throw new IllegalArgumentException(
            "label "
                + i
                + " is "
                + labels[i]
                + ", expected 0 to "
                + (row.length - 1)
                + ", as there are "
                + row.length
                + " classes");
      }
      copy[i] = row;
    }
    return new ClassProbabilities(copy, labels.clone());
  }

  /** How many rows. */
  public int rows() {
    return labels.length;
  }

  /** The mean of -log p of what came true; infinite where that was held to be impossible. */
  public double negativeLogLikelihood() {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(probabilities[i][labels[i]]);
    }
    return sum / labels.length;
  }

  /** The share of rows whose most probable class came true. */
  public double accuracy() {
    double right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += isRight(i) ? 1 : 0;
    }
    return right / labels.length;
  }

  /** The mean of Σ_c (p_c - [c came true])², between 0 and 2 (Brier 1950). */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < probabilities[i].length; c++) {
        double miss = probabilities[i][c] - (c == labels[i] ? 1 : 0);
        sum += miss * miss;
      }
    }
    return sum / labels.length;
  }

  /** The most probable class of a row. */
  int guess(int row) {
    double[] p = probabilities[row];
    int best = 0;
    for (int c = 1; c < p.length; c++) {
      best = p[c] > p[best] ? c : best;
    }
    return best;
  }

  boolean isRight(int row) {
    return guess(row) == labels[row];
  }

  /** The probability of each row's most probable class. */
  public double[] confidences() {
    double[] confidences = new double[labels.length];
    Arrays.setAll(confidences, i -> probabilities[i][guess(i)]);
    return confidences;
  }

  double probability(int row, int label) {
    return probabilities[row][label];
  }

  int label(int row) {
    return labels[row];
  }
}
