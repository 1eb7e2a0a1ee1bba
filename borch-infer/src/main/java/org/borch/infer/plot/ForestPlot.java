package org.borch.infer.plot;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.Draws;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A row for each number: median, central 50 % (thick) and 90 % (thin) interval of all chains. */
final class ForestPlot {

  static final int ROW_HEIGHT = 24;

  /** Around the rows: axis, its title and the legend. */
  static final int AROUND = 110;

  private ForestPlot() {}

  static XYChart of(Draws draws, List<String> names) {
    XYChart chart = Report.chart("", "", "");
    double[] medians = new double[names.size()];
    double[] heights = new double[names.size()];
    for (int i = 0; i < names.size(); i++) {
      double[] sorted =
          Arrays.stream(draws.scalar(names.get(i)))
              .flatMapToDouble(Arrays::stream)
              .sorted()
              .toArray();
      heights[i] = names.size() - i; // the first on top
      medians[i] = quantile(sorted, 0.5);
      double[] level = {heights[i], heights[i]};
      double[] wide = {quantile(sorted, 0.05), quantile(sorted, 0.95)};
      double[] narrow = {quantile(sorted, 0.25), quantile(sorted, 0.75)};
      Report.line(chart, "90 % " + i, wide, level, Report.ALL, 1.5f)
          .setShowInLegend(i == 0)
          .setLabel("90 % interval");
      Report.line(chart, "50 % " + i, narrow, level, Report.ALL, 5)
          .setShowInLegend(i == 0)
          .setLabel("50 % interval");
    }
    Report.points(chart, "median", medians, heights, java.awt.Color.WHITE, SeriesMarkers.CIRCLE)
        .setShowInLegend(false);
    chart.getStyler().setYAxisMin(0.4).setYAxisMax(names.size() + 0.6);
    chart.getStyler().setYAxisTickMarkSpacingHint(ROW_HEIGHT - 6);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false).setMarkerSize(5);
    chart.setCustomYAxisTickLabelsFormatter(
        height -> {
          int row = names.size() - (int) Math.round(height);
          boolean isRow = Math.abs(height - Math.round(height)) < 1e-9;
          return isRow && row >= 0 && row < names.size() ? names.get(row) : "";
        });
    return chart;
  }

  /** Linear between order statistics, as in the summary. */
  static double quantile(double[] sorted, double probability) {
    double place = probability * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
