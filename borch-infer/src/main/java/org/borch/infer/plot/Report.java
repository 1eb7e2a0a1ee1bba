package org.borch.infer.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How charts look in a report: white paper, faint grid, colours that everybody tells apart. */
final class Report {

  /** What went wrong, on top of everything else: vermilion. */
  static final Color ALARM = new Color(213, 94, 0);

  /** Chains together: blue. */
  static final Color ALL = new Color(0, 114, 178);

  /** What is compared with all draws: orange. */
  static final Color OTHER = new Color(230, 159, 0);

  /** What is expected. */
  static final Color EXPECTED = new Color(225, 225, 225);

  /** Of an axis: below it a label would not tell numbers apart. */
  private static final double ROUNDING = 1e-9;

  private static final int LABEL_DIGITS = 7;

  /** Of its largest number: a range below it is rounding. */
  private static final double NARROW = 1e-12;

  /** Below it XChart does not find ticks. */
  private static final double TINY = 1e-200;

  /** The margin around equal draws. */
  private static final double FLAT = 1e-3;

  /** Room for half a label beyond the end of an axis. */
  private static final int PADDING = 18;

  static final Color REFERENCE = new Color(110, 110, 110);

  /** Okabe and Ito (2008), "Color universal design", without vermilion and the pale yellow. */
  private static final Color[] CHAINS = {
    ALL,
    OTHER,
    new Color(0, 158, 115),
    new Color(204, 121, 167),
    new Color(86, 180, 233),
    Color.BLACK
  };

  private static final Color GRID = new Color(235, 235, 235);
  private static final Color TEXT = new Color(40, 40, 40);

  private Report() {}

  /** The line of a chain, counted from 0, in its colour; dashed where colours repeat. */
  static XYSeries chain(XYChart chart, int chain, double[] x, double[] y, float width) {
    String name = "chain " + (chain + 1);
    Color color = CHAINS[chain % CHAINS.length];
    return chain < CHAINS.length
        ? line(chart, name, x, y, color, width)
        : dashed(chart, name, x, y, color, width);
  }

  static Color faint(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  static XYChart chart(String title, String x, String y) {
    XYChart chart = new XYChart(640, 400);
    chart.setTitle(title);
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(TEXT);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleVisible(!title.isEmpty());
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setAxisTickLabelsColor(TEXT);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickMarksColor(REFERENCE);
    styler.setChartPadding(PADDING);
    styler.setPlotContentSize(1);
    styler.setPlotMargin(0);
    styler.setXAxisTickMarkSpacingHint(60);
    styler.setYAxisTickMarkSpacingHint(32);
    styler.setLocale(Locale.ROOT);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendSeriesLineLength(18);
    styler.setLegendPadding(4);
    styler.setXAxisTitleVisible(!x.isEmpty());
    styler.setYAxisTitleVisible(!y.isEmpty());
    return chart;
  }

  /** Axis x from one number to another, both with a label if they are round. */
  static void xRange(XYChart chart, double low, double high) {
    double[] span = span(low, high);
    double rounding = ROUNDING * (span[1] - span[0]);
    chart.getStyler().setXAxisMin(span[0] - rounding).setXAxisMax(span[1] + rounding);
    chart.setCustomXAxisTickLabelsFormatter(x -> number(x, rounding));
  }

  /** As {@link #xRange}, for y. */
  static void yRange(XYChart chart, double low, double high) {
    double[] span = span(low, high);
    double rounding = ROUNDING * (span[1] - span[0]);
    chart.getStyler().setYAxisMin(span[0] - rounding).setYAxisMax(span[1] + rounding);
    chart.setCustomYAxisTickLabelsFormatter(y -> number(y, rounding));
  }

  /** The ends of a range, apart from each other also where all draws are equal. */
  static double[] span(double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    boolean wide = high - low > Math.max(NARROW * size, TINY);
    double margin = wide ? 0 : Math.max(FLAT * size, FLAT);
    return new double[] {low - margin, high + margin};
  }

  private static String number(double x, double rounding) {
    if (Math.abs(x) <= rounding) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(x).round(new MathContext(LABEL_DIGITS)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -4 || exponent > 6 ? rounded.toString() : rounded.toPlainString();
  }

  static double smallest(double[]... values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElse(0);
  }

  static double largest(double[]... values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElse(1);
  }

  /** A line of some width in units of the chart. */
  static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color color, float width) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    return series;
  }

  static XYSeries dashed(
      XYChart chart, String name, double[] x, double[] y, Color color, float width) {
    XYSeries series = line(chart, name, x, y, color, width);
    float[] pattern = {5, 4};
    series.setLineStyle(
        new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0));
    return series;
  }

  static XYSeries points(
      XYChart chart, String name, double[] x, double[] y, Color color, Marker marker) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker);
    series.setMarkerColor(color);
    series.setLineColor(color);
    return series;
  }

  /** The area between two curves. */
  static XYSeries area(
      XYChart chart, String name, double[] x, double[] low, double[] high, Color color) {
    int n = x.length;
    double[] around = new double[2 * n + 1];
    double[] heights = new double[2 * n + 1];
    for (int i = 0; i <= 2 * n; i++) {
      int at = i < n ? i : i < 2 * n ? 2 * n - 1 - i : 0;
      around[i] = x[at];
      heights[i] = i < n || i == 2 * n ? low[at] : high[at];
    }
    XYSeries series = chart.addSeries(name, around, heights);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setFillColor(color);
    series.setLineStyle(new BasicStroke(0));
    return series;
  }

  /** The band between two heights from one x to another. */
  static XYSeries band(
      XYChart chart, String name, double from, double to, double low, double high) {
    double[] x = {from, to};
    double[] lows = {low, low};
    double[] highs = {high, high};
    return area(chart, name, x, lows, highs, EXPECTED);
  }
}
