package org.borch.infer.plot;

import java.util.Arrays;
import org.borch.infer.draws.Draws;
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

  /** [chains][bins]; equal draws share the bins of their ranks in proportion. */
  static double[][] counts(double[][] chains, int bins) {
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    double[][] own =
        Arrays.stream(chains)
            .map(x -> Arrays.stream(x).sorted().toArray())
            .toArray(double[][]::new);
    int[] at = new int[chains.length];
    double[][] counts = new double[chains.length][bins];
    int end;
    for (int first = 0; first < sorted.length; first = end) {
      double draw = sorted[first];
      end = end(sorted, first, draw);
      for (int chain = 0; chain < chains.length; chain++) {
        int next = end(own[chain], at[chain], draw);
        share(counts[chain], first, end, next - at[chain], sorted.length);
        at[chain] = next;
      }
    }
    return counts;
  }

  /** Behind the draws from an index on that are equal to one. */
  private static int end(double[] sorted, int from, double draw) {
    int end = from;
    while (end < sorted.length && sorted[end] == draw) {
      end++;
    }
    return end;
  }

  /** Adds so many draws, whose ranks go from one to another, to the bins of these ranks. */
  private static void share(double[] counts, int first, int end, int draws, int all) {
    int bins = counts.length;
    for (int bin = (int) ((long) first * bins / all);
        draws > 0 && bin < bins && edge(bin, bins, all) < end;
        bin++) {
      int low = Math.max(first, edge(bin, bins, all));
      int high = Math.min(end, edge(bin + 1, bins, all));
      counts[bin] += (double) draws * (high - low) / (end - first);
    }
  }

  /** The first rank of a bin. */
  private static int edge(int bin, int bins, int all) {
    return (int) (((long) bin * all + bins - 1) / bins);
  }
}
