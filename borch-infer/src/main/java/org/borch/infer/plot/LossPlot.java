package org.borch.infer.plot;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.Quantile;
import org.knowm.xchart.XYChart;

/** The loss of each step, faint, and its mean over the steps around. */
final class LossPlot {

  /** Of all steps: how many the mean is of. */
  private static final double WINDOW = 0.02;

  /** More points than this are not seen. */
  private static final int MOST_POINTS = 2000;

  /** Of the losses: how many at each end may lie outside of the chart. */
  private static final double OUTSIDE = 0.02;

  private static final double MARGIN = 0.05;

  private LossPlot() {}

  static XYChart of(double[] losses) {
    int[] finite =
        IntStream.range(0, losses.length).filter(i -> Double.isFinite(losses[i])).toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException(
          "losses of " + losses.length + " steps, none finite; expected fit.losses() of a fit");
    }
    double[] values = Arrays.stream(finite).mapToDouble(i -> losses[i]).toArray();
    double[] means = means(values, Math.max(1, (int) (WINDOW * values.length)));
    int every = (values.length + MOST_POINTS - 1) / MOST_POINTS;
    int[] shown = IntStream.iterate(0, i -> i < values.length, i -> i + every).toArray();
    double[] at = Arrays.stream(shown).mapToDouble(i -> finite[i] + 1.0).toArray();
    XYChart chart = Report.chart("", "step", "loss");
    double[] single = Arrays.stream(shown).mapToDouble(i -> values[i]).toArray();
    double[] smooth = Arrays.stream(shown).mapToDouble(i -> means[i]).toArray();
    Report.line(chart, "each step", at, single, Report.faint(Report.ALL, 90), 0.8f);
    Report.line(chart, "mean of the steps around", at, smooth, Report.ALL, 2);
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double low = Math.min(Quantile.ofSorted(sorted, OUTSIDE), Report.smallest(smooth));
    double high = Quantile.ofSorted(sorted, 1 - OUTSIDE);
    double margin = MARGIN * (high - low);
    Report.xRange(chart, 0, losses.length);
    Report.yRange(chart, low - margin, high + margin);
    return chart;
  }

  /** Of the window around each value, shorter at the ends. */
  private static double[] means(double[] values, int window) {
    double[] sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + (values[i] - values[0]);
    }
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int from = Math.max(0, i - window / 2);
      int to = Math.min(values.length, i + window / 2 + 1);
      means[i] = values[0] + (sums[to] - sums[from]) / (to - from);
    }
    return means;
  }
}
