package org.borch.infer.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.diagnostics.CredibleInterval;
import org.borch.infer.diagnostics.Quantile;
import org.borch.infer.draws.Draws;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A row for each number: median, an inner (thick) and an outer (thin) interval of all chains. */
final class ForestPlot {

  static final int ROW_HEIGHT = 24;

  /** Around the rows: axis, its title and the legend. */
  static final int AROUND = 50;

  /** Of the range of the intervals: room on both sides. */
  private static final double MARGIN = 0.04;

  private ForestPlot() {}

  static XYChart of(Draws draws, CredibleInterval outer, List<String> names) {
    CredibleInterval inner = new CredibleInterval(0.5, outer.isShortest());
    XYChart chart = Report.chart("", "", "");
    double[] medians = new double[names.size()];
    double[] heights = new double[names.size()];
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < names.size(); i++) {
      double[] sorted =
          Arrays.stream(draws.scalar(names.get(i)))
              .flatMapToDouble(Arrays::stream)
              .sorted()
              .toArray();
      heights[i] = names.size() - i; // the first on top
      medians[i] = Quantile.ofSorted(sorted, 0.5);
      double[] level = {heights[i], heights[i]};
      double[] wide = ends(outer, sorted);
      lowest = Math.min(lowest, wide[0]);
      highest = Math.max(highest, wide[1]);
      double[] narrow = ends(inner, sorted);
      Report.line(chart, "outer " + i, wide, level, Report.ALL, 1.5f)
          .setShowInLegend(i == 0)
          .setLabel(outer.toString());
      Report.line(chart, "inner " + i, narrow, level, Report.ALL, 5)
          .setShowInLegend(i == 0)
          .setLabel(inner.toString());
    }
    Report.points(chart, "median", medians, heights, Color.BLACK, SeriesMarkers.CIRCLE);
    double margin = MARGIN * (highest - lowest);
    Report.xRange(chart, lowest - margin, highest + margin);
    chart.getStyler().setYAxisMin(0.4).setYAxisMax(names.size() + 0.6);
    chart.getStyler().setYAxisTickMarkSpacingHint(ROW_HEIGHT - 6);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false).setMarkerSize(5);
    chart.setCustomYAxisTickLabelsFormatter(height -> label(height, names));
    return chart;
  }

  private static double[] ends(CredibleInterval interval, double[] draws) {
    CredibleInterval.Ends ends = interval.of(draws);
    return new double[] {ends.low(), ends.high()};
  }

  /** Of the row at a height; XChart wants the labels elsewhere to differ: so many blanks. */
  private static String label(double height, List<String> names) {
    long row = names.size() - Math.round(height);
    boolean isRow = Math.abs(height - Math.round(height)) < 1e-6;
    return isRow && row >= 0 && row < names.size()
        ? names.get((int) row)
        : " ".repeat(1 + Math.toIntExact(Math.abs(Math.round(10 * height))));
  }
}
