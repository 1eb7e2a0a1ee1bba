package org.borch.infer.diagnostics;

import java.util.Arrays;
import org.borch.tensor.number.SpecialFunctions;

/**
 * Rank normalisation: each draw becomes the normal quantile of its rank among all draws, so that
 * diagnostics exist for draws without mean or variance. Vehtari, Gelman, Simpson, Carpenter and
 * Bürkner (2021), section 4: {@code z = icdf((r - 3/8) / (S + 1/4))}; ties share their mean rank.
 */
final class NormalScores {

  private NormalScores() {}

  static double[][] of(double[][] chains) {
    // + 0.0 turns -0.0 into 0.0, which sorting would tell apart.
    double[] sorted = Arrays.stream(ChainTable.flat(chains)).map(x -> x + 0.0).sorted().toArray();
    double[] scores = new double[sorted.length];
    for (int start = 0; start < sorted.length; ) {
      int end = start + 1;
      while (end < sorted.length && sorted[end] == sorted[start]) {
        end++;
      }
      double meanRank = (start + 1 + end) / 2.0; // ranks count from 1
      double score = SpecialFunctions.normalQuantile((meanRank - 0.375) / (sorted.length + 0.25));
      Arrays.fill(scores, start, end, score);
      start = end;
    }
    return ChainTable.map(chains, x -> scores[Arrays.binarySearch(sorted, x + 0.0)]);
  }
}
