package org.borch.infer.plot;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.Bounds;
import org.borch.infer.draws.Draws;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The marginal density of one number, one curve a chain, up to the bounds of its support, or over
 * the range of the draws where these are not known; of a few whole numbers their probabilities.
 */
final class DensityPlot {

  /** Of the distance between the 5 % and 95 % quantiles: how far out tails are drawn. */
  private static final double TAILS = 2;

  /** Of the same distance: how far a density is drawn beyond the last draw. */
  private static final double ROOM = 0.25;

  /** Whole numbers that are shown one by one. */
  private static final int MOST_COUNTS = 60;

  private DensityPlot() {}

  static XYChart of(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    double[] values =
        Arrays.stream(chains)
            .flatMapToDouble(Arrays::stream)
            .map(x -> x + 0.0) // -0.0 is 0.0
            .distinct()
            .sorted()
            .toArray();
    boolean counts = Arrays.stream(values).allMatch(x -> x == Math.rint(x));
    return counts && values.length > 1 && values.length <= MOST_COUNTS
        ? probabilities(chains, name, values)
        : densities(chains, name, range(chains, draws.bounds(name).orElse(null)));
  }

  private static XYChart densities(double[][] chains, String name, double[] range) {
    XYChart chart = Report.chart("", name, "density");
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

  /** Of whole numbers: nothing lies between them that a curve could stand for. */
  private static XYChart probabilities(double[][] chains, String name, double[] values) {
    XYChart chart = Report.chart("", name, "probability");
    double peak = 0;
    for (int chain = 0; chain < chains.length; chain++) {
      double[] shares = new double[values.length];
      for (double draw : chains[chain]) {
        shares[Arrays.binarySearch(values, draw + 0.0)] += 1.0 / chains[chain].length;
      }
      peak = Math.max(peak, Report.largest(shares));
      XYSeries line = Report.chain(chart, chain, values, shares, 0.7f);
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(line.getLineColor());
    }
    chart.getStyler().setMarkerSize(6);
    Report.xRange(chart, values[0] - 0.5, values[values.length - 1] + 0.5);
    Report.yRange(chart, 0, Curves.HEADROOM * peak);
    return chart;
  }

  /** From the smallest to the largest draw, without far outliers. */
  static double[] range(double[][] chains) {
    return range(chains, null);
  }

  /**
   * Without far outliers; a little beyond the draws, but not beyond bounds.
   *
   * @param bounds null if they are not known: then from the smallest to the largest draw
   */
  static double[] range(double[][] chains, @Nullable Bounds bounds) {
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    int last = sorted.length - 1;
    double low = sorted[(int) (0.05 * last)];
    double high = sorted[(int) (0.95 * last)];
    double margin = TAILS * (high - low);
    double room = bounds == null ? 0 : ROOM * (high - low);
    double from = Math.max(sorted[0] - room, low - margin);
    double to = Math.min(sorted[last] + room, high + margin);
    return bounds == null || sorted[0] < bounds.low() || sorted[last] > bounds.high()
        ? Report.span(from, to)
        : Report.span(Math.max(from, bounds.low()), Math.min(to, bounds.high()));
  }
}
