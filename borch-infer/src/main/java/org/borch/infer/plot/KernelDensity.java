package org.borch.infer.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.infer.diagnostics.Ess;

/**
 * A smooth estimate of a density on an interval, by linear diffusion: the histogram's cosine
 * series, whose waves are damped as heat would. No mass leaves the interval, so that the estimate
 * neither runs over a bound of the draws nor sinks at it.
 *
 * <p>Source: Botev, Grotowski and Kroese (2010), "Kernel density estimation via diffusion", Annals
 * of Statistics 38: the estimator is (9) and the bandwidth (improved Sheather-Jones) algorithm 1.
 */
final class KernelDensity {

  private static final int CELLS = 1024;

  /** Stages of the plug-in rule; the paper finds no change beyond 5. */
  private static final int STAGES = 7;

  /** The largest squared bandwidth that is looked for, in units of the interval. */
  private static final double MOST_SMOOTH = 0.1;

  /** exp(-200) times the largest frequency to the power of the stages is below rounding. */
  private static final double NEGLIGIBLE = 200;

  /** A bandwidth of one cell: finer ones would ring. */
  private static final double FINEST = 1.0 / CELLS / CELLS;

  private static final int BISECTIONS = 40;

  private final double low;
  private final double width; // of a cell
  private final double[] values;

  private KernelDensity(double low, double width, double[] values) {
    this.low = low;
    this.width = width;
    this.values = values;
  }

  /**
   * The densities of several chains on an interval, with one bandwidth: the one for the law of all
   * and for as many draws as a chain has, but no more than all chains are worth (bulk ESS). Draws
   * that follow each other closely look like bumps else, and differences in bandwidth like
   * differences between chains.
   *
   * @param chains draws; those outside count towards the whole, so that the integral is the share
   *     inside
   */
  static List<KernelDensity> of(double[][] chains, double low, double high) {
    double ess = Ess.bulk(chains);
    // NaN: too few draws to know
    return of(chains, ess < chains[0].length ? ess : chains[0].length, low, high);
  }

  /** The density of independent numbers in any order, such as data. */
  static KernelDensity ofIndependent(double[] numbers, double low, double high) {
    return of(new double[][] {numbers}, numbers.length, low, high).get(0);
  }

  /** With the bandwidth for so many independent draws as a chain is worth. */
  private static List<KernelDensity> of(double[][] chains, double worth, double low, double high) {
    double[] all = Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
    double[] inside = Arrays.stream(all).filter(x -> x >= low && x <= high).toArray();
    double width = (high - low) / CELLS;
    double time =
        Math.max(FINEST, time(cosines(shares(all, low, width)), worth, inside, high - low));
    List<KernelDensity> densities = new ArrayList<>();
    for (double[] chain : chains) {
      double[] waves = cosines(shares(chain, low, width));
      for (int k = 0; k < CELLS; k++) {
        waves[k] *= Math.exp(-k * (double) k * Math.PI * Math.PI * time / 2);
      }
      double[] values = fromCosines(waves);
      Arrays.setAll(values, i -> Math.max(0, values[i] / width));
      densities.add(new KernelDensity(low, width, values));
    }
    return densities;
  }

  /** The density of draws on an interval. */
  static KernelDensity of(double[] draws, double low, double high) {
    return of(new double[][] {draws}, low, high).get(0);
  }

  private static double[] shares(double[] draws, double low, double width) {
    double[] shares = new double[CELLS];
    for (double x : draws) {
      if (x >= low && x <= low + CELLS * width) {
        shares[Math.min(CELLS - 1, (int) ((x - low) / width))] += 1.0 / draws.length;
      }
    }
    return shares;
  }

  /** The ends of the interval and between them the centres of its cells. */
  double[] points() {
    double[] points = new double[CELLS + 2];
    Arrays.setAll(points, i -> low + (i - 0.5) * width);
    points[0] = low;
    points[CELLS + 1] = low + CELLS * width;
    return points;
  }

  /** The density there. */
  double[] values() {
    double[] all = new double[CELLS + 2];
    System.arraycopy(values, 0, all, 1, CELLS);
    all[0] = values[0];
    all[CELLS + 1] = values[CELLS - 1];
    return all;
  }

  /** sum over i of x[i] cos(pi k (2 i + 1) / (2 n)). */
  private static double[] cosines(double[] x) {
    double[] table = table();
    double[] waves = new double[CELLS];
    for (int k = 0; k < CELLS; k++) {
      for (int i = 0; i < CELLS; i++) {
        waves[k] += x[i] * table[k * (2 * i + 1) % (4 * CELLS)];
      }
    }
    return waves;
  }

  /** The inverse of {@link #cosines}. */
  private static double[] fromCosines(double[] waves) {
    double[] table = table();
    double[] x = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      double sum = waves[0] / 2;
      for (int k = 1; k < CELLS; k++) {
        sum += waves[k] * table[k * (2 * i + 1) % (4 * CELLS)];
      }
      x[i] = 2 * sum / CELLS;
    }
    return x;
  }

  private static double[] table() {
    double[] table = new double[4 * CELLS];
    Arrays.setAll(table, i -> Math.cos(Math.PI * i / (2 * CELLS)));
    return table;
  }

  /**
   * The squared bandwidth over the squared interval, for n draws: the root of the paper's equation
   * (32).
   */
  private static double time(double[] waves, double n, double[] inside, double range) {
    double[] squares = new double[CELLS];
    Arrays.setAll(squares, k -> waves[k] * waves[k]);
    double high = 1e-7;
    while (high < MOST_SMOOTH && excess(high, n, squares) < 0) {
      high *= 2;
    }
    if (!(excess(high, n, squares) >= 0)) {
      double h = silverman(inside, n) / range;
      return h * h;
    }
    double below = 0;
    double above = high;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (below + above) / 2;
      if (excess(middle, n, squares) < 0) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above;
  }

  private static double excess(double time, double n, double[] squares) {
    double f = roughness(STAGES, time, squares);
    for (int s = STAGES - 1; s >= 2; s--) {
      double odds = 1 / Math.sqrt(2 * Math.PI);
      for (int odd = 1; odd <= 2 * s - 1; odd += 2) {
        odds *= odd;
      }
      double factor = (1 + Math.pow(0.5, s + 0.5)) / 3;
      double stage = Math.pow(2 * factor * odds / (n * f), 2 / (3 + 2.0 * s));
      f = roughness(s, stage, squares);
    }
    return time - Math.pow(2 * n * Math.sqrt(Math.PI) * f, -0.4);
  }

  /** The squared norm of the s-th derivative of the estimate at a time. */
  private static double roughness(int s, double time, double[] squares) {
    double sum = 0;
    double damping = Math.PI * Math.PI * time;
    for (int k = 1; k < CELLS && k * (double) k * damping < NEGLIGIBLE; k++) {
      double frequency = k * (double) k;
      double term = squares[k] * Math.exp(-frequency * damping);
      for (int i = 0; i < s; i++) {
        term *= frequency;
      }
      sum += term;
    }
    return 2 * Math.pow(Math.PI, 2 * s) * sum;
  }

  /** The rule of thumb of Silverman (1986), equation 3.31. */
  private static double silverman(double[] draws, double n) {
    double[] sorted = Arrays.stream(draws).sorted().toArray();
    double mean = Arrays.stream(draws).average().orElse(0);
    double sd =
        Math.sqrt(Arrays.stream(draws).map(x -> (x - mean) * (x - mean)).average().orElse(0));
    double quartiles = (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 1.34;
    double spread = quartiles > 0 ? Math.min(sd, quartiles) : sd;
    return 0.9 * spread * Math.pow(n, -0.2);
  }
}
