package org.borch.infer.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How data are spread, over how some predictive draws of them are. */
final class PredictivePlot {

  /** Predictive draws that are shown. */
  private static final int CURVES = 50;

  /** Whole numbers that are shown one by one. */
  private static final int MOST_COUNTS = 60;

  private PredictivePlot() {}

  static XYChart of(Predicted predicted, String name) {
    int shown = Math.min(CURVES, predicted.drawCount());
    double[][] curves = new double[shown + 1][];
    for (int i = 0; i < shown; i++) {
      curves[i] = predicted.draw((int) ((long) i * predicted.drawCount() / shown));
    }
    curves[shown] = predicted.data;
    double[] range = DensityPlot.range(curves);
    double[] counts =
        DoubleStream.iterate(Math.rint(range[0]), x -> x <= range[1], x -> x + 1)
            .limit(MOST_COUNTS + 1)
            .toArray();
    boolean whole =
        Arrays.stream(curves).flatMapToDouble(Arrays::stream).allMatch(x -> x == Math.rint(x));
    boolean isCount = whole && counts.length <= MOST_COUNTS;
    XYChart chart = Report.chart("", name, isCount ? "share of rows" : "density");
    double peak = 0;
    for (int i = 0; i <= shown; i++) {
      boolean isData = i == shown;
      double[] x = counts;
      double[] y = isCount ? shares(curves[i], counts) : counts;
      if (!isCount) {
        KernelDensity density = KernelDensity.ofIndependent(curves[i], range[0], range[1]);
        x = density.points();
        y = density.values();
      }
      Color color = isData ? Color.BLACK : Report.faint(Report.ALL, 60);
      XYSeries line =
          Report.line(chart, isData ? "data" : "draw " + i, x, y, color, isData ? 2.2f : 1);
      line.setShowInLegend(isData || i == 0).setLabel(isData ? "data" : "predictive draws");
      if (isData && isCount) {
        line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
      }
      peak = Math.max(peak, Report.largest(y));
    }
    chart.getStyler().setMarkerSize(6);
    double margin = isCount ? 0.5 : 0;
    Report.xRange(chart, range[0] - margin, range[1] + margin);
    Report.yRange(chart, 0, Curves.HEADROOM * peak);
    return chart;
  }

  private static double[] shares(double[] rows, double[] counts) {
    double[] shares = new double[counts.length];
    for (double row : rows) {
      double at = row - counts[0];
      if (at >= 0 && at < counts.length) {
        shares[(int) at] += 1.0 / rows.length;
      }
    }
    return shares;
  }
}
