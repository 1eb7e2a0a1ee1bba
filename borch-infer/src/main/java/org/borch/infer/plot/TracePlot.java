package org.borch.infer.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Info;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The draws of one number in their order, one line a chain; divergent ones marked below. */
final class TracePlot {

  /** Of the range of the draws: room above and below. */
  private static final double MARGIN = 0.04;

  /** More points of a chain than this are not seen. */
  private static final int MOST_POINTS = 4000;

  /** Lines cover each other; those below shine through. */
  private static final int ALPHA = 190;

  private TracePlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    XYChart chart = Report.chart("", "draw", name);
    for (int number = 0; number < chains.length; number++) {
      double[] chain = chains[number];
      int[] shown = shown(chain);
      double[] at = Arrays.stream(shown).mapToDouble(i -> i + 1.0).toArray();
      double[] values = Arrays.stream(shown).mapToDouble(i -> chain[i]).toArray();
      XYSeries line = Report.chain(chart, number, at, values, 0.8f);
      line.setLineColor(Report.faint(line.getLineColor(), ALPHA));
    }
    double mean = Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElse(0);
    double[] ends = {1, draws.drawCount()};
    double[] level = {mean, mean};
    Report.dashed(chart, "mean of all", ends, level, Color.BLACK, 1.6f); // above the chains
    double lowest = Report.smallest(chains);
    double highest = Report.largest(chains);
    double margin = MARGIN * (highest - lowest);
    double[] divergent = divergent(draws);
    if (divergent.length > 0) {
      double[] bottom = new double[divergent.length];
      Arrays.fill(bottom, lowest - margin);
      Report.points(chart, "divergent", divergent, bottom, Report.ALARM, SeriesMarkers.TRIANGLE_UP);
      chart.getStyler().setMarkerSize(6);
    }
    Report.xRange(chart, 0, draws.drawCount());
    Report.yRange(chart, lowest - 2 * margin, highest + margin);
    return chart;
  }

  /** All draws, or of a long chain the smallest and the largest of every so many. */
  private static int[] shown(double[] chain) {
    if (chain.length <= MOST_POINTS) {
      return IntStream.range(0, chain.length).toArray();
    }
    int every = (2 * chain.length + MOST_POINTS - 1) / MOST_POINTS;
    return IntStream.range(0, (chain.length + every - 1) / every)
        .flatMap(part -> extremes(chain, part * every, Math.min(chain.length, (part + 1) * every)))
        .toArray();
  }

  private static IntStream extremes(double[] chain, int from, int to) {
    int lowest = from;
    int highest = from;
    for (int i = from + 1; i < to; i++) {
      lowest = chain[i] < chain[lowest] ? i : lowest;
      highest = chain[i] > chain[highest] ? i : highest;
    }
    return IntStream.of(Math.min(lowest, highest), Math.max(lowest, highest)).distinct();
  }

  /** Indices, from 1, of draws that diverged in any chain. */
  private static double[] divergent(Draws draws) {
    if (!draws.stats().has(Info.DIVERGENT)) {
      return new double[0];
    }
    double[][] divergent = draws.stats().get(Info.DIVERGENT);
    return IntStream.range(0, draws.drawCount())
        .filter(draw -> Arrays.stream(divergent).anyMatch(chain -> chain[draw] > 0))
        .mapToDouble(draw -> draw + 1.0)
        .toArray();
  }
}
