package org.borch.test;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;

/**
 * The energy distance of two samples of vectors, 2 E|X-Y| - E|X-X'| - E|Y-Y'|, and how often a
 * random division of all vectors has as large a one. Each coordinate is divided by its standard
 * deviation over both samples.
 *
 * <p>Source: Szekely and Rizzo (2013), "Energy statistics: A class of statistics based on
 * distances", Journal of Statistical Planning and Inference 143.
 *
 * @param distance of the samples
 * @param pValue exact for independent vectors
 * @param permutations random divisions it is compared with
 */
public record EnergyTest(double distance, double pValue, int permutations) {

  private static final int PERMUTATIONS = 999;

  /**
   * Compares two samples.
   *
   * @param x [vectors][coordinates], independent
   * @param y the same number of coordinates
   * @param seed of the permutations
   * @throws IllegalArgumentException if a sample has fewer than 2 vectors
   */
  public static EnergyTest of(double[][] x, double[][] y, Seed seed) {
    if (x.length < 2 || y.length < 2) {
      throw new IllegalArgumentException(
          "energy test: samples of " + x.length + " and " + y.length + ", expected 2 or more");
    }
    double[][] all = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, all, x.length, y.length);
    float[][] distances = distances(scaled(all));
    int[] order = IntStream.range(0, all.length).toArray();
    double[] totals = totals(distances);
    double own = energy(distances, totals, order, x.length);
    NoiseReader noise = new NoiseReader(seed.key().at("permutations"));
    int asLarge = 0;
    for (int i = 0; i < PERMUTATIONS; i++) {
      shuffle(order, noise);
      asLarge += energy(distances, totals, order, x.length) >= own ? 1 : 0;
    }
    return new EnergyTest(own, (1.0 + asLarge) / (1 + PERMUTATIONS), PERMUTATIONS);
  }

  /** Checks that so small a p-value can come out. */
  void requireReach(double falseAlarms) {
    double least = 2.0 / (1 + permutations);
    if (!(falseAlarms >= least && falseAlarms < 1)) {
      throw new IllegalArgumentException(
          "false alarms = "
              + falseAlarms
              + ", expected between "
              + least
              + " and 1: "
              + permutations
              + " permutations show no smaller p-value");
    }
  }

  private static double[][] scaled(double[][] all) {
    double[][] scaled = new double[all.length][all[0].length];
    for (int j = 0; j < all[0].length; j++) {
      int column = j;
      double[] values = Arrays.stream(all).mapToDouble(row -> row[column]).toArray();
      double sd = Estimates.sd(new double[][] {values});
      for (int i = 0; i < all.length; i++) {
        scaled[i][j] = sd > 0 ? values[i] / sd : 0;
      }
    }
    return scaled;
  }

  private static float[][] distances(double[][] all) {
    float[][] distances = new float[all.length][all.length];
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < i; j++) {
        double squares = 0;
        for (int k = 0; k < all[i].length; k++) {
          double difference = all[i][k] - all[j][k];
          squares += difference * difference;
        }
        distances[i][j] = (float) Math.sqrt(squares);
        distances[j][i] = distances[i][j];
      }
    }
    return distances;
  }

  /** The sums from each vector to all. */
  private static double[] totals(float[][] distances) {
    return Arrays.stream(distances)
        .mapToDouble(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]).sum())
        .toArray();
  }

  /** With the first so many of an order as one sample, the rest as the other. */
  private static double energy(float[][] distances, double[] totals, int[] order, int first) {
    double within = 0;
    double fromFirst = 0;
    for (int i = 0; i < first; i++) {
      float[] row = distances[order[i]];
      fromFirst += totals[order[i]];
      for (int j = 0; j < i; j++) {
        within += 2 * row[order[j]];
      }
    }
    double between = fromFirst - within;
    double other = Arrays.stream(totals).sum() - within - 2 * between;
    double n = first;
    double m = order.length - first;
    return 2 * between / (n * m) - within / (n * n) - other / (m * m);
  }

  private static void shuffle(int[] order, NoiseReader noise) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = (int) (noise.uniform() * (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
