package org.borch.infer.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.infer.density.Bounds;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Info;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Each number against each other, chains together, divergent draws on top; their densities on the
 * diagonal.
 */
final class PairsPlot {

  /** Ordinary draws that are shown, evenly picked; divergent ones are all shown. */
  private static final int MOST_POINTS = 4000;

  private static final int LEFT = 62;

  /** Of the range of the draws: room around. */
  private static final double MARGIN = 0.04;

  private PairsPlot() {}

  static List<Plot.Panel> of(Draws draws, List<String> names) {
    boolean[] divergent = divergent(draws);
    List<double[]> values =
        names.stream()
            .map(
                name -> Arrays.stream(draws.scalar(name)).flatMapToDouble(Arrays::stream).toArray())
            .toList();
    List<Plot.Panel> panels = new ArrayList<>();
    for (int row = 0; row < names.size(); row++) {
      for (int column = 0; column <= row; column++) {
        boolean left = column == 0;
        boolean bottom = row == names.size() - 1;
        XYChart chart =
            Report.chart("", bottom ? names.get(column) : "", left ? names.get(row) : "");
        // One width at the left of all, so that the axes of a column are in line.
        chart.getStyler().setYAxisLeftWidthHint(LEFT);
        double[] range = padded(values.get(column));
        if (row == column) {
          KernelDensity density = density(draws, names.get(row), values.get(row));
          chart.getStyler().setPlotGridHorizontalLinesVisible(false);
          Curves.filled(chart, "density", density, Report.ALL);
          Report.yRange(chart, 0, Curves.HEADROOM * Report.largest(density.values()));
          chart.getStyler().setYAxisTicksVisible(false);
        } else {
          scatter(chart, values.get(column), values.get(row), divergent);
          double[] heights = padded(values.get(row));
          Report.yRange(chart, heights[0], heights[1]);
        }
        Report.xRange(chart, range[0], range[1]);
        panels.add(new Plot.Panel(row, column, chart));
      }
    }
    return panels;
  }

  /** Over the range of the draws or up to a bound; the axis, which has a margin, goes on. */
  private static KernelDensity density(Draws draws, String name, double[] values) {
    double[] range = Report.span(Report.smallest(values), Report.largest(values));
    Bounds bounds = draws.bounds(name).orElse(null);
    if (bounds != null) {
      double[] wider = DensityPlot.range(new double[][] {values}, bounds);
      range = new double[] {Math.min(range[0], wider[0]), Math.max(range[1], wider[1])};
    }
    return KernelDensity.of(values, range[0], range[1]);
  }

  private static double[] padded(double[] values) {
    double[] range = Report.span(Report.smallest(values), Report.largest(values));
    double margin = MARGIN * (range[1] - range[0]);
    return new double[] {range[0] - margin, range[1] + margin};
  }

  private static void scatter(XYChart chart, double[] x, double[] y, boolean[] divergent) {
    int[] ordinary = IntStream.range(0, x.length).filter(i -> !divergent[i]).toArray();
    int every = 1 + (ordinary.length - 1) / MOST_POINTS;
    int[] shown =
        IntStream.range(0, ordinary.length)
            .filter(i -> i % every == 0)
            .map(i -> ordinary[i])
            .toArray();
    int[] alarming = IntStream.range(0, x.length).filter(i -> divergent[i]).toArray();
    Report.points(
        chart,
        "draws",
        pick(x, shown),
        pick(y, shown),
        Report.faint(Report.ALL, 60),
        SeriesMarkers.CIRCLE);
    if (alarming.length > 0) {
      Report.points(
          chart,
          "divergent",
          pick(x, alarming),
          pick(y, alarming),
          Report.ALARM,
          SeriesMarkers.CIRCLE);
    }
    chart.getStyler().setMarkerSize(4);
  }

  private static double[] pick(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static boolean[] divergent(Draws draws) {
    boolean[] divergent = new boolean[draws.chainCount() * draws.drawCount()];
    if (draws.stats().has(Info.DIVERGENT)) {
      double[][] column = draws.stats().get(Info.DIVERGENT);
      for (int i = 0; i < divergent.length; i++) {
        divergent[i] = column[i / draws.drawCount()][i % draws.drawCount()] > 0;
      }
    }
    return divergent;
  }
}
