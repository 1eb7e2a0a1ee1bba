package org.borch.infer.plot;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.Autocorrelation;
import org.borch.infer.draws.Draws;
import org.knowm.xchart.XYChart;

/** How much the draws of one number repeat each other, by their distance (lag), chain by chain. */
final class AutocorrelationPlot {

  private static final int MOST_LAGS = 50;
  private static final double NORMAL_95 = 1.959964;

  private AutocorrelationPlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    int lags = Math.min(MOST_LAGS, draws.drawCount() - 1);
    XYChart chart = Report.chart("", "lag", "autocorrelation of " + name);
    double half = NORMAL_95 / Math.sqrt(draws.drawCount());
    Report.band(chart, "95 % of independent draws", 0, lags, -half, half);
    double[] lag = IntStream.rangeClosed(0, lags).asDoubleStream().toArray();
    double lowest = -half;
    for (int chain = 0; chain < chains.length; chain++) {
      double[] values = Arrays.copyOf(Autocorrelation.of(chains[chain]), lags + 1);
      if (Double.isNaN(values[0])) {
        continue; // a constant chain has no autocorrelation
      }
      lowest = Math.min(lowest, Report.smallest(values));
      Report.chain(chart, chain, lag, values, 1.4f);
    }
    Report.xRange(chart, 0, lags);
    Report.yRange(chart, Math.min(-0.2, 1.1 * lowest), 1);
    return chart;
  }
}
