package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * A rule for an interval that holds a share of draws: between two quantiles, or the shortest one.
 *
 * @param share of the draws, above 0 and below 1
 * @param isShortest whether it is the shortest interval (highest density, for one peak) instead of
 *     the one that leaves equal shares on both sides
 */
public record CredibleInterval(double share, boolean isShortest) {

  /** Where an interval begins and ends. */
  public record Ends(double low, double high) {}

  /** Checks the share. */
  public CredibleInterval {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "an interval of the share " + share + ", expected one above 0 and below 1, such as 0.95");
    }
  }

  /** Between two quantiles, with equal shares outside on both sides. */
  public static CredibleInterval central(double share) {
    return new CredibleInterval(share, false);
  }

  /** The shortest interval with this share of the draws, of two or more equal ones the lowest. */
  public static CredibleInterval highestDensity(double share) {
    return new CredibleInterval(share, true);
  }

  /**
   * The interval of draws.
   *
   * @param chains [chains][draws], together at least one draw
   */
  public Ends of(double[]... chains) {
    double[] sorted = Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("an interval of no draws, expected at least one");
    }
    if (!isShortest) {
      double outside = (1 - share) / 2;
      return new Ends(Quantile.ofSorted(sorted, outside), Quantile.ofSorted(sorted, 1 - outside));
    }
    int inside = Math.max(1, (int) Math.floor(share * sorted.length));
    int best = 0;
    for (int i = 0; i + inside < sorted.length; i++) {
      if (sorted[i + inside] - sorted[i] < sorted[best + inside] - sorted[best]) {
        best = i;
      }
    }
    return new Ends(sorted[best], sorted[Math.min(best + inside, sorted.length - 1)]);
  }

  /** {@code 95 % interval} or {@code 95 % HDI}. */
  @Override
  public String toString() {
    double percent = 100 * share;
    String number = percent == Math.rint(percent) ? Long.toString((long) percent) : "" + percent;
    return number + " % " + (isShortest ? "HDI" : "interval");
  }
}
