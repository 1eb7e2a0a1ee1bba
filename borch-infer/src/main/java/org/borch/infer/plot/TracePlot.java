package org.borch.infer.plot;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.Draws;
import org.borch.infer.SampleStats;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The draws of one number in their order, one line a chain; divergent ones marked below. */
final class TracePlot {

  private TracePlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    XYChart chart = Report.chart("", "draw", name);
    double[] index = IntStream.rangeClosed(1, draws.drawCount()).asDoubleStream().toArray();
    for (int chain = 0; chain < chains.length; chain++) {
      Report.line(
          chart,
          "chain " + (chain + 1),
          index,
          chains[chain],
          Report.faint(Report.chain(chain), 200),
          0.7f);
    }
    chart.getStyler().setXAxisMin(1.0).setXAxisMax((double) draws.drawCount());
    double[] at = divergent(draws);
    if (at.length > 0) {
      double lowest = Arrays.stream(chains).flatMapToDouble(Arrays::stream).min().orElse(0);
      double[] bottom = new double[at.length];
      Arrays.fill(bottom, lowest);
      Report.points(chart, "divergent", at, bottom, Report.ALARM, SeriesMarkers.TRIANGLE_UP);
      chart.getStyler().setMarkerSize(6);
    }
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
