package org.borch.infer.plot;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.EBfmi;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.knowm.xchart.XYChart;

/**
 * The energies of all draws beside the changes of energy from draw to draw. Where the changes are
 * much narrower, the sampler walks slowly between energies and its tails are unreliable.
 *
 * <p>Source: Betancourt (2016), arXiv:1604.00695.
 */
final class EnergyPlot {

  private EnergyPlot() {}

  static XYChart of(Draws draws) {
    if (!draws.stats().has(SampleStats.ENERGY)) {
      throw new IllegalArgumentException(
          draws + ": no energies (" + SampleStats.ENERGY + "); only HMC and NUTS have them");
    }
    double[][] energies = draws.stats().get(SampleStats.ENERGY);
    double mean =
        Arrays.stream(energies).flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
    double[] marginal =
        Arrays.stream(energies).flatMapToDouble(Arrays::stream).map(e -> e - mean).toArray();
    double[] transition = changes(energies);
    double[] range = DensityPlot.range(new double[][] {marginal, transition});
    KernelDensity energy = KernelDensity.of(marginal, range[0], range[1]);
    KernelDensity change = KernelDensity.of(transition, range[0], range[1]);
    XYChart chart =
        Report.chart(
            "E-BFMI of the chains: " + eBfmi(energies),
            "energy less its mean, and change of energy",
            "density");
    Curves.filled(chart, "energy", energy, Report.ALL);
    Curves.filled(chart, "change from draw to draw", change, Report.OTHER);
    Report.xRange(chart, range[0], range[1]);
    double peak = Report.largest(energy.values(), change.values());
    Report.yRange(chart, 0, Curves.HEADROOM * peak);
    return chart;
  }

  /** From each draw of a chain to the next. */
  static double[] changes(double[][] energies) {
    return Arrays.stream(energies)
        .flatMapToDouble(
            chain -> IntStream.range(1, chain.length).mapToDouble(i -> chain[i] - chain[i - 1]))
        .toArray();
  }

  private static String eBfmi(double[][] energies) {
    return Arrays.stream(energies)
        .map(chain -> String.format(Locale.ROOT, "%.2f", EBfmi.of(chain)))
        .collect(Collectors.joining(", "));
  }
}
