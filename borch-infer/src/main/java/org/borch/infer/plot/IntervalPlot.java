package org.borch.infer.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.diagnostics.CredibleInterval;
import org.borch.infer.diagnostics.Quantile;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The predictive interval of each row, with its datum: a share of them should lie outside. */
final class IntervalPlot {

  private static final double MARGIN = 0.05;

  private IntervalPlot() {}

  static XYChart of(Predicted predicted, CredibleInterval interval, String name) {
    int n = predicted.data.length;
    XYChart chart = Report.chart("", "row", name);
    double[] rows = new double[n];
    double[] medians = new double[n];
    List<double[]> inside = new ArrayList<>();
    List<double[]> outside = new ArrayList<>();
    double low = Report.smallest(predicted.data);
    double high = Report.largest(predicted.data);
    for (int i = 0; i < n; i++) {
      rows[i] = i + 1.0;
      medians[i] = Quantile.ofSorted(Arrays.stream(predicted.draws[i]).sorted().toArray(), 0.5);
      CredibleInterval.Ends ends = interval.of(predicted.draws[i]);
      low = Math.min(low, ends.low());
      high = Math.max(high, ends.high());
      double[] at = {rows[i], rows[i]};
      double[] bar = {ends.low(), ends.high()};
      Report.line(chart, "row " + i, at, bar, Report.faint(Report.ALL, 130), n > 100 ? 1 : 2)
          .setShowInLegend(i == 0)
          .setLabel("predictive " + interval);
      double datum = predicted.data[i];
      boolean isOutside = datum < ends.low() || datum > ends.high();
      (isOutside ? outside : inside).add(new double[] {rows[i], datum});
    }
    Report.points(chart, "predictive median", rows, medians, Report.ALL, SeriesMarkers.CIRCLE);
    points(chart, "data", inside, Color.BLACK);
    points(chart, "data outside", outside, Report.ALARM);
    chart.getStyler().setMarkerSize(n > 100 ? 4 : 6);
    double margin = MARGIN * (high - low);
    Report.xRange(chart, 0, n + 1.0);
    Report.yRange(chart, low - margin, high + margin);
    return chart;
  }

  private static void points(XYChart chart, String name, List<double[]> points, Color color) {
    if (!points.isEmpty()) {
      double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
      double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
      Report.points(chart, name, x, y, color, SeriesMarkers.CIRCLE);
    }
  }
}
