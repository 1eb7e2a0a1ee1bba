package org.borch.infer.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** How well scores rank positives above negatives. */
public final class Roc {

  private Roc() {}

  /**
   * The area under the receiver operating characteristic: the probability that a positive has a
   * larger score than a negative, ties counting half (Mann and Whitney 1947).
   *
   * @param scores finite or infinite, of any scale: only their order counts
   * @param isPositive one for each score
   * @throws IllegalArgumentException if there are other numbers of them, a score is NaN, or there
   *     are no positives or no negatives
   */
  public static double area(double[] scores, boolean[] isPositive) {
    double[] classes = new double[isPositive.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = isPositive[i] ? 1 : 0;
    }
    Pairs.require("ROC area", scores, classes);
    long positives = IntStream.range(0, classes.length).filter(i -> isPositive[i]).count();
    long negatives = classes.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "ROC area of "
              + positives
              + " positives and "
              + negatives
              + " negatives, expected at least one of each");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        ranks += isPositive[order[i]] ? rank : 0;
      }
      from = to;
    }
    return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }
}
