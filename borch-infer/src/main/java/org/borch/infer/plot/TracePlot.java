package org.borch.infer.plot;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.Draws;
import org.borch.infer.SampleStats;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The draws of one number in their order, one line a chain; divergent ones marked below. */
final class TracePlot {

  /** Of the range of the draws: room above and below. */
  private static final double MARGIN = 0.04;

  /** Lines cover each other; those below shine through. */
  private static final int ALPHA = 190;

  private TracePlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    XYChart chart = Report.chart("", "draw", name);
    double[] index = IntStream.rangeClosed(1, draws.drawCount()).asDoubleStream().toArray();
    double mean = Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElse(0);
    double[] ends = {1, draws.drawCount()};
    double[] level = {mean, mean};
    Report.dashed(chart, "mean of all", ends, level, Report.REFERENCE, 1);
    for (int chain = 0; chain < chains.length; chain++) {
      XYSeries line = Report.chain(chart, chain, index, chains[chain], 0.8f);
      line.setLineColor(Report.faint(line.getLineColor(), ALPHA));
    }
    double lowest = Report.smallest(chains);
    double highest = Report.largest(chains);
    double margin = MARGIN * (highest - lowest);
    double[] at = divergent(draws);
    if (at.length > 0) {
      double[] bottom = new double[at.length];
      Arrays.fill(bottom, lowest - margin);
      Report.points(chart, "divergent", at, bottom, Report.ALARM, SeriesMarkers.TRIANGLE_UP);
      chart.getStyler().setMarkerSize(6);
    }
    Report.xRange(chart, 0, draws.drawCount());
    Report.yRange(chart, lowest - 2 * margin, highest + margin);
    return chart;
  }

  /** Indices, from 1, of draws that diverged in any chain. */
  private static double[] divergent(Draws draws) {
    if (!draws.stats().has(SampleStats.DIVERGENT)) {
      return new double[0];
    }
    double[][] divergent = draws.stats().get(SampleStats.DIVERGENT);
    return IntStream.range(0, draws.drawCount())
        .filter(draw -> Arrays.stream(divergent).anyMatch(chain -> chain[draw] > 0))
        .mapToDouble(draw -> draw + 1.0)
        .toArray();
  }
}
