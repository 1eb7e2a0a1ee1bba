package org.borch.infer.plot;

import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What a user draws into a finished chart: lines and points, for which its axes make room. */
final class References {

  private static final double MARGIN = 0.04;

  private References() {}

  /** A dashed line across the axis of the draws. */
  static void add(XYChart chart, String label, double at, boolean isOnY) {
    if (!Double.isFinite(at)) {
      throw new IllegalArgumentException(
          label + ": a reference line at " + at + ", expected a finite number");
    }
    XYStyler styler = chart.getStyler();
    if (isOnY) {
      includeY(chart, at);
    } else {
      includeX(chart, at);
    }
    double[] fixed = {at, at};
    double[] along =
        isOnY
            ? new double[] {styler.getXAxisMin(), styler.getXAxisMax()}
            : new double[] {styler.getYAxisMin(), styler.getYAxisMax()};
    Report.dashed(chart, label, isOnY ? along : fixed, isOnY ? fixed : along, Report.ALARM, 1.8f);
  }

  static void points(XYChart chart, String label, double[] x, double[] y) {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          label + ": " + x.length + " x and " + y.length + " y, expected equally many, and some");
    }
    includeX(chart, Report.smallest(x));
    includeX(chart, Report.largest(x));
    includeY(chart, Report.smallest(y));
    includeY(chart, Report.largest(y));
    Report.points(chart, label, x, y, Color.BLACK, SeriesMarkers.CIRCLE);
    chart.getStyler().setMarkerSize(5);
  }

  private static void includeX(XYChart chart, double x) {
    XYStyler styler = chart.getStyler();
    double low = styler.getXAxisMin();
    double high = styler.getXAxisMax();
    if (x < low || x > high) {
      double margin = MARGIN * (Math.max(high, x) - Math.min(low, x));
      Report.xRange(chart, x < low ? x - margin : low, x > high ? x + margin : high);
    }
  }

  private static void includeY(XYChart chart, double y) {
    XYStyler styler = chart.getStyler();
    double low = styler.getYAxisMin();
    double high = styler.getYAxisMax();
    if (y < low || y > high) {
      double margin = MARGIN * (Math.max(high, y) - Math.min(low, y));
      Report.yRange(chart, y < low ? y - margin : low, y > high ? y + margin : high);
    }
  }
}
