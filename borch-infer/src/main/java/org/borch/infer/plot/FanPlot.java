package org.borch.infer.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.CredibleInterval;
import org.borch.infer.diagnostics.Quantile;
import org.borch.infer.draws.Draws;
import org.knowm.xchart.XYChart;

/** The median of a vector's elements and bands around it, over a number of each. */
final class FanPlot {

  private static final double[] SHARES = {0.95, 0.8, 0.5};
  private static final int[] ALPHAS = {45, 60, 90};
  private static final double MARGIN = 0.04;

  private FanPlot() {}

  static XYChart of(Draws draws, String name, double[] x) {
    double[][] rows = Predicted.rows(draws, name);
    int n = rows.length;
    double[] all = x.length == 0 ? IntStream.rangeClosed(1, n).asDoubleStream().toArray() : x;
    if (all.length != n || n < 2) {
      throw new IllegalArgumentException(
          name
              + ": "
              + all.length
              + " numbers x for elements of shape "
              + draws.shape(name)
              + ", expected one for each of at least two");
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> all[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] at = Arrays.stream(order).mapToDouble(i -> all[i]).toArray();
    XYChart chart = Report.chart("", x.length == 0 ? "element" : "x", name);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int band = 0; band < SHARES.length; band++) {
      CredibleInterval interval = CredibleInterval.central(SHARES[band]);
      CredibleInterval.Ends[] ends =
          Arrays.stream(order)
              .mapToObj(i -> interval.of(rows[i]))
              .toArray(CredibleInterval.Ends[]::new);
      double[] lows = Arrays.stream(ends).mapToDouble(CredibleInterval.Ends::low).toArray();
      double[] highs = Arrays.stream(ends).mapToDouble(CredibleInterval.Ends::high).toArray();
      Color color = Report.faint(Report.ALL, ALPHAS[band]);
      Report.area(chart, interval.toString(), at, lows, highs, color);
      low = Math.min(low, Report.smallest(lows));
      high = Math.max(high, Report.largest(highs));
    }
    double[] medians =
        Arrays.stream(order)
            .mapToDouble(i -> Quantile.ofSorted(Arrays.stream(rows[i]).sorted().toArray(), 0.5))
            .toArray();
    Report.line(chart, "median", at, medians, Report.ALL, 2);
    double margin = MARGIN * (high - low);
    Report.xRange(chart, at[0], at[n - 1]);
    Report.yRange(chart, low - margin, high + margin);
    return chart;
  }
}
