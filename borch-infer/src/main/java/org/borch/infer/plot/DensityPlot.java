package org.borch.infer.plot;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.Draws;
import org.knowm.xchart.XYChart;

/** The marginal density of one number, one curve a chain, over the range of the draws. */
final class DensityPlot {

  /** Of the distance between the 5 % and 95 % quantiles: how far out tails are drawn. */
  private static final double TAILS = 2;

  private DensityPlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    XYChart chart = Report.chart("", name, "density");
    double[] range = range(chains);
    List<KernelDensity> densities = KernelDensity.of(chains, range[0], range[1]);
    double peak = 0;
    for (int chain = 0; chain < chains.length; chain++) {
      double[] values = densities.get(chain).values();
      peak = Math.max(peak, Report.largest(values));
      Report.chain(chart, chain, densities.get(chain).points(), values, 1.5f);
    }
    Report.xRange(chart, range[0], range[1]);
    Report.yRange(chart, 0, Curves.HEADROOM * peak);
    return chart;
  }

  /** From the smallest to the largest draw, without far outliers. */
  static double[] range(double[][] chains) {
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    int last = sorted.length - 1;
    double low = sorted[(int) (0.05 * last)];
    double high = sorted[(int) (0.95 * last)];
    double margin = TAILS * (high - low);
    double from = Math.max(sorted[0], low - margin);
    double to = Math.min(sorted[last], high + margin);
    return Report.span(from, to);
  }
}
