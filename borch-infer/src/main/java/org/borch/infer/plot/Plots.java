package org.borch.infer.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.borch.infer.diagnostics.CredibleInterval;
import org.borch.infer.draws.Draws;
import org.knowm.xchart.XYChart;

/**
 * The plots by which draws are judged and reported: {@code Plots.trace(draws, "mu").save(file)}.
 *
 * <p>Names are those of {@link Draws#scalarNames}: a variable, {@code theta}, stands for all its
 * elements, {@code theta[1]} for its first one, {@code *} for any text; without names all are
 * plotted. Chains have colours that colour-blind people tell apart, and divergent draws are
 * vermilion.
 */
public final class Plots {

  private static final int MOST_PANELS = 24;
  private static final int MOST_ROWS = 100;
  private static final int MOST_PAIRS = 8;
  private static final int FEWEST_DRAWS = 4;

  private Plots() {}

  /**
   * The draws in their order, a chart for each number: chains should look alike, without trends.
   * Triangles mark the draws at which a chain diverged. Of chains of more than 4000 draws the
   * smallest and largest of every so many are shown.
   */
  public static Plot trace(Draws draws, String... names) {
    return grid(draws, names, 1, 760, 220, TracePlot::of).withNumbersOnY();
  }

  /**
   * How the ranks of each chain's draws among all draws are spread, a chart for each number: evenly
   * if the chains agree. The band holds 95 % of the bins of independent draws; slow chains leave it
   * more often.
   */
  public static Plot rank(Draws draws, String... names) {
    return grid(draws, names, 2, 440, 280, RankPlot::of);
  }

  /**
   * Marginal densities, a chart for each number and a curve for each chain. The estimate ends at
   * the bounds of the variable's support ({@link Draws#bounds}), or at the smallest and the largest
   * draw where these are not known, and reflects there, so that it neither runs over a bound nor
   * sinks at it; the bandwidth is improved Sheather-Jones. Tails beyond twice the distance of the 5
   * % and 95 % quantiles are cut. Of a few whole numbers the probabilities are shown.
   */
  public static Plot density(Draws draws, String... names) {
    return grid(draws, names, 2, 440, 280, DensityPlot::of);
  }

  /**
   * Autocorrelations up to lag 50, a chart for each number and a line for each chain. The band
   * holds 95 % of those of independent draws.
   */
  public static Plot autocorrelation(Draws draws, String... names) {
    return grid(draws, names, 2, 440, 280, AutocorrelationPlot::of);
  }

  /**
   * Each number against each other, divergent draws on top: where these gather is what the sampler
   * cannot follow.
   *
   * @param names of 2 to 8 numbers
   */
  public static Plot pairs(Draws draws, String... names) {
    List<String> scalars = scalars(draws, names, MOST_PAIRS, "pairs");
    if (scalars.size() < 2) {
      throw new IllegalArgumentException("pairs of " + scalars + ", expected at least two numbers");
    }
    return new Plot(PairsPlot.of(draws, scalars), 260, 230);
  }

  /** Median, 50 % and 90 % interval of each number in rows, chains together. */
  public static Plot forest(Draws draws, String... names) {
    return forest(draws, CredibleInterval.central(0.9), names);
  }

  /**
   * As {@link #forest(Draws, String...)}, with another interval: {@code
   * CredibleInterval.central(0.95)}, {@code CredibleInterval.highestDensity(0.95)}; the one of 50 %
   * is of the same kind.
   */
  public static Plot forest(Draws draws, CredibleInterval interval, String... names) {
    List<String> scalars = scalars(draws, names, MOST_ROWS, "a forest");
    int height = ForestPlot.AROUND + ForestPlot.ROW_HEIGHT * scalars.size();
    return single(ForestPlot.of(draws, interval, scalars), 640, height);
  }

  /**
   * How the ranks of each chain's draws among all draws depart from an even spread, a chart for
   * each number: the band holds 95 % of the whole curves of independent draws.
   */
  public static Plot rankEcdf(Draws draws, String... names) {
    return grid(draws, names, 2, 440, 280, EcdfPlot::ranks);
  }

  // ---- predictions beside data

  /**
   * How data are spread (black) over how some of the predictive draws of all of them are; of a few
   * whole numbers the shares.
   *
   * @param predicted draws of an observed variable
   * @param data one for each element; NaN where it is missing
   */
  public static Plot predictive(Draws predicted, String name, double... data) {
    return single(PredictivePlot.of(Predicted.of(predicted, name, data), name), 700, 380);
  }

  /**
   * The 95 % predictive interval of each row, with its datum; those outside are vermilion, of which
   * one in twenty is expected.
   *
   * @param predicted draws of an observed variable
   * @param data one for each element; NaN where it is missing
   */
  public static Plot intervals(Draws predicted, String name, double... data) {
    Predicted both = Predicted.of(predicted, name, data);
    return single(IntervalPlot.of(both, CredibleInterval.central(0.95), name), 700, 380);
  }

  /**
   * Whether data are as likely as predicted: the distribution of the share of predictive draws
   * below each datum, less the uniform one. The band holds 95 % of the whole curves of data that
   * are as predicted. An arch above or below means a bias, an S data that spread more or less than
   * predicted.
   *
   * @param predicted draws of an observed variable
   * @param data one for each element; NaN where it is missing
   */
  public static Plot calibration(Draws predicted, String name, double... data) {
    return single(EcdfPlot.pit(Predicted.of(predicted, name, data), name), 700, 380);
  }

  /**
   * The median of a vector's elements and bands that hold 50, 80 and 95 % of their draws. {@link
   * Plot#points} adds data.
   *
   * @param x of each element; none: their numbers from 1
   */
  public static Plot fan(Draws draws, String name, double... x) {
    return single(FanPlot.of(draws, name, x), 700, 380);
  }

  /** The loss of each step of a fit, {@code fit.losses()}, and its mean over the steps around. */
  public static Plot loss(double... losses) {
    return single(LossPlot.of(losses), 700, 380);
  }

  private static Plot single(XYChart chart, int width, int height) {
    return new Plot(List.of(new Plot.Panel(0, 0, chart)), width, height);
  }

  /**
   * The energies of all draws beside their changes from draw to draw, with each chain's E-BFMI.
   *
   * @throws IllegalArgumentException if the draws have no energies
   */
  public static Plot energy(Draws draws) {
    return single(EnergyPlot.of(draws), 640, 360);
  }

  private static Plot grid(
      Draws draws,
      String[] names,
      int columns,
      int width,
      int height,
      BiFunction<Draws, String, XYChart> chart) {
    List<String> scalars = scalars(draws, names, MOST_PANELS, "one plot");
    List<Plot.Panel> panels = new ArrayList<>();
    for (int i = 0; i < scalars.size(); i++) {
      panels.add(new Plot.Panel(i / columns, i % columns, chart.apply(draws, scalars.get(i))));
    }
    return scalars.size() == 1 ? new Plot(panels, 700, 380) : new Plot(panels, width, height);
  }

  private static List<String> scalars(Draws draws, String[] names, int most, String what) {
    if (draws.drawCount() < FEWEST_DRAWS) {
      throw new IllegalArgumentException(
          draws + ": too few draws to plot, expected at least " + FEWEST_DRAWS);
    }
    List<String> scalars = draws.scalarNames(names);
    if (scalars.size() > most) {
      throw new IllegalArgumentException(
          "%d numbers in %s, expected at most %d; name some, as \"%s\""
              .formatted(scalars.size(), what, most, scalars.get(0)));
    }
    for (String name : scalars) {
      boolean finite =
          Arrays.stream(draws.scalar(name))
              .flatMapToDouble(Arrays::stream)
              .allMatch(Double::isFinite);
      if (!finite) {
        throw new IllegalArgumentException(
            name + ": some draws are NaN or infinite, expected numbers that an axis can show");
      }
    }
    return scalars;
  }
}
