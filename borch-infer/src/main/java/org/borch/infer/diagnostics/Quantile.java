package org.borch.infer.diagnostics;

/** Quantiles of draws by linear interpolation: type 7 of Hyndman and Fan (1996), as in R. */
public final class Quantile {

  private Quantile() {}

  /** The quantile of numbers in ascending order; NaN if one of them is NaN. */
  public static double ofSorted(double[] sorted, double probability) {
    int last = sorted.length - 1;
    if (Double.isNaN(sorted[last])) { // sorting puts NaN last
      return Double.NaN;
    }
    double position = probability * last;
    int below = Math.min((int) position, Math.max(last - 1, 0));
    int above = Math.min(below + 1, last);
    double weight = position - below;
    // Not a + w (b - a): infinite neighbours would give NaN where the weight is 0.
    if (weight == 0) {
      return sorted[below];
    }
    return weight == 1 ? sorted[above] : (1 - weight) * sorted[below] + weight * sorted[above];
  }

  /** Checks a probability that a person gave. */
  static double requireProbability(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "probability of a quantile: got " + probability + ", expected in (0, 1)");
    }
    return probability;
  }
}
