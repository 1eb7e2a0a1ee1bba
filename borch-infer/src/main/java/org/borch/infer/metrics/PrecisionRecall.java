package org.borch.infer.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How pure the rows of the largest scores are. */
public final class PrecisionRecall {

  private PrecisionRecall() {}

  /**
   * The area under precision by recall as a sum, the average precision: the mean over positives of
   * the share of positives among the rows with at least their score. For few positives it says more
   * than {@link Roc#area}.
   *
   * @param scores of any scale: only their order counts
   * @param isPositive one for each score
   * @throws IllegalArgumentException if there are other numbers of them, a score is NaN, or there
   *     are no positives
   */
  public static double area(double[] scores, boolean[] isPositive) {
    double[] classes = new double[isPositive.length];
    Arrays.setAll(classes, i -> isPositive[i] ? 1 : 0);
    Pairs.require("average precision", scores, classes);
    double positives = Arrays.stream(classes).sum();
    if (positives == 0) {
      throw new IllegalArgumentException(
          "average precision of no positives, expected at least one");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double area = 0;
    double found = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      double more = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        more += classes[order[to]];
        to++;
      }
      found += more;
      area += more / positives * (found / to);
      from = to;
    }
    return area;
  }
}
