package org.borch.infer.plot;

import java.util.Arrays;
import org.borch.infer.Draws;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/**
 * How the ranks of each chain's draws among all draws are spread: evenly, if the chains agree.
 *
 * <p>Source: Vehtari et al. (2021), "Rank-normalization, folding, and localization", section 5.
 */
final class RankPlot {

  /** Draws of a chain that a bin should expect, so that its height says something. */
  private static final int DRAWS_IN_BIN = 50;

  private static final int MOST_BINS = 20;
  private static final double NORMAL_95 = 1.959964;

  private RankPlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    int n = draws.drawCount();
    int all = n * chains.length;
    int bins = Math.max(1, Math.min(MOST_BINS, n / DRAWS_IN_BIN));
    double[][] counts = counts(chains, bins);
    XYChart chart = Report.chart("", "rank of " + name + " among all draws", "draws in bin");
    double expected = (double) n / bins;
    // The draws of a chain are n out of all; a bin is one of equal parts of the ranks.
    double variance = expected * (1 - 1.0 / bins) * (all - n) / Math.max(1, all - 1);
    double half = NORMAL_95 * Math.sqrt(variance);
    Report.band(chart, "95 % of independent draws", 0, all, expected - half, expected + half);
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, i -> (double) i * all / bins);
    double[] ends = {0, all};
    double[] level = {expected, expected};
    Report.dashed(chart, "expected", ends, level, Report.REFERENCE, 1);
    double highest = expected + half;
    for (int chain = 0; chain < chains.length; chain++) {
      double[] steps = Arrays.copyOf(counts[chain], bins + 1);
      steps[bins] = steps[bins - 1]; // a step ends where the next begins
      Report.chain(chart, chain, edges, steps, 1.6f)
          .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
      highest = Math.max(highest, Arrays.stream(steps).max().orElse(0));
    }
    Report.xRange(chart, 0, all);
    Report.yRange(chart, 0, 1.1 * highest);
    return chart;
  }

  /** [chains][bins]; equal draws share their ranks' bins evenly. */
  static double[][] counts(double[][] chains, int bins) {
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    double[][] counts = new double[chains.length][bins];
    for (int chain = 0; chain < chains.length; chain++) {
      for (double draw : chains[chain]) {
        int first = first(sorted, draw);
        int end = first;
        while (end < sorted.length && Double.compare(sorted[end], draw) == 0) {
          end++;
        }
        for (int rank = first; rank < end; rank++) {
          counts[chain][(int) ((long) rank * bins / sorted.length)] += 1.0 / (end - first);
        }
      }
    }
    return counts;
  }

  private static int first(double[] sorted, double draw) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (Double.compare(sorted[middle], draw) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
