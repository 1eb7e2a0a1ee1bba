package org.borch.infer.plot;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.borch.infer.draws.Draws;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.knowm.xchart.XYChart;

/**
 * How far the empirical distribution of numbers that should be uniform on (0, 1) departs from that,
 * with a band that holds 95 % of the whole curves of numbers that are.
 *
 * <p>Source: Saeilynoja, Buerkner and Vehtari (2022), "Graphical test for discrete uniformity and
 * its applications in goodness-of-fit evaluation and multiple sample comparison", algorithm 2, with
 * simulated curves for the distribution at each point, too.
 */
final class EcdfPlot {

  private static final int MOST_POINTS = 100;
  private static final int SIMULATIONS = 1000;
  private static final double OUTSIDE = 0.05;
  private static final Key KEY = Key.of(1);

  private EcdfPlot() {}

  /** The probability integral transforms of data under predictive draws. */
  static XYChart pit(Predicted predicted, String name) {
    int n = predicted.data.length;
    double[] pit = new double[n];
    NoiseReader noise = new NoiseReader(KEY.at("ties"));
    for (int i = 0; i < n; i++) {
      double datum = predicted.data[i];
      long below = Arrays.stream(predicted.draws[i]).filter(x -> x < datum).count();
      long equal = Arrays.stream(predicted.draws[i]).filter(x -> x == datum).count();
      pit[i] = (below + noise.uniform() * (equal + 1)) / (predicted.drawCount() + 1);
    }
    double[] points = points(n);
    XYChart chart = Report.chart("", "probability integral transform of " + name, "ECDF - uniform");
    NoiseReader uniform = new NoiseReader(KEY.at("uniform"));
    double[] own = difference(pit, points);
    double[] band = band(chart, points, i -> difference(uniforms(uniform, n), points));
    Report.line(chart, "data", points, own, Report.ALL, 2);
    return ranged(chart, band[0], band[1], own);
  }

  /** The ranks of each chain's draws among all. */
  static XYChart ranks(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    int n = draws.drawCount();
    int all = n * chains.length;
    double[] points = points(n);
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    XYChart chart = Report.chart("", "rank of " + name + " among all draws", "ECDF - uniform");
    NoiseReader noise = new NoiseReader(KEY.at("ranks"));
    double[] ends = band(chart, points, i -> difference(part(noise, n, all), points));
    for (int chain = 0; chain < chains.length; chain++) {
      double[] ranks = Arrays.stream(chains[chain]).map(x -> rank(sorted, x)).toArray();
      double[] own = difference(ranks, points);
      Report.chain(chart, chain, points, own, 1.6f);
      ends =
          new double[] {
            Math.min(ends[0], Report.smallest(own)), Math.max(ends[1], Report.largest(own))
          };
    }
    return ranged(chart, ends[0], ends[1], new double[0]);
  }

  /** Among equal draws the one in the middle. */
  private static double rank(double[] sorted, double x) {
    int first = place(sorted, x, false);
    int end = place(sorted, x, true);
    return (first + end) / 2.0 / sorted.length;
  }

  /** How many draws are below x, or not above it. */
  private static int place(double[] sorted, double x, boolean counted) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < x || (counted && sorted[middle] == x)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static double[] points(int n) {
    int count = Math.max(2, Math.min(MOST_POINTS, n));
    double[] points = new double[count + 1];
    Arrays.setAll(points, i -> (double) i / count);
    return points;
  }

  private static double[] uniforms(NoiseReader noise, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> noise.uniform());
    return values;
  }

  /** The ranks of n draws out of all. */
  private static double[] part(NoiseReader noise, int n, int all) {
    double[] ranks = new double[n];
    int taken = 0;
    for (int rank = 0; taken < n; rank++) {
      if (noise.uniform() * (all - rank) < n - taken) {
        ranks[taken++] = (rank + 0.5) / all;
      }
    }
    return ranks;
  }

  /** The empirical distribution function at points, less the uniform one. */
  static double[] difference(double[] values, double[] points) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] difference = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      difference[i] = (double) place(sorted, points[i], true) / sorted.length - points[i];
    }
    return difference;
  }

  /** Draws the band of simulated curves; its lowest and highest point. */
  private static double[] band(XYChart chart, double[] points, IntFunction<double[]> curve) {
    double[][] curves = new double[SIMULATIONS][];
    Arrays.setAll(curves, curve);
    double[][] sorted = new double[points.length][];
    for (int p = 0; p < points.length; p++) {
      int point = p;
      sorted[p] = Arrays.stream(curves).mapToDouble(each -> each[point]).sorted().toArray();
    }
    int[] depths = new int[SIMULATIONS];
    for (int i = 0; i < SIMULATIONS; i++) {
      depths[i] = SIMULATIONS;
      for (int p = 0; p < points.length; p++) {
        int notAbove = place(sorted[p], curves[i][p], true);
        int notBelow = SIMULATIONS - place(sorted[p], curves[i][p], false);
        depths[i] = Math.min(depths[i], Math.min(notAbove, notBelow));
      }
    }
    Arrays.sort(depths);
    int depth = depths[(int) (OUTSIDE * SIMULATIONS)];
    double[] low = Arrays.stream(sorted).mapToDouble(own -> own[depth - 1]).toArray();
    double[] high = Arrays.stream(sorted).mapToDouble(own -> own[SIMULATIONS - depth]).toArray();
    Report.area(chart, "95 % of uniform curves", points, low, high, Report.EXPECTED);
    return new double[] {Report.smallest(low), Report.largest(high)};
  }

  private static XYChart ranged(XYChart chart, double low, double high, double[] own) {
    double lowest = own.length == 0 ? low : Math.min(low, Report.smallest(own));
    double highest = own.length == 0 ? high : Math.max(high, Report.largest(own));
    Report.xRange(chart, 0, 1);
    Report.yRange(chart, 1.1 * lowest, 1.1 * highest);
    return chart;
  }
}
