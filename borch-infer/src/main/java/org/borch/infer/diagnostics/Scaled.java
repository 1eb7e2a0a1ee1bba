package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * Draws in a unit in which their squares, and the squares of those, neither overflow nor vanish.
 * The unit is a power of two, so that nothing is rounded, and 1 for draws of ordinary size.
 */
final class Scaled {

  /** Fourth powers of numbers between 2^-200 and 2^200, and their sums, are ordinary numbers. */
  private static final int ORDINARY = 200;

  private final double[][] chains;
  private final double unit;

  private Scaled(double[][] chains, double unit) {
    this.chains = chains;
    this.unit = unit;
  }

  /** Draws with an infinity or a NaN are left as they are. */
  static Scaled of(double[][] chains) {
    double largest =
        Arrays.stream(chains)
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElse(Double.NaN);
    int exponent = Math.getExponent(largest);
    if (!Double.isFinite(largest) || largest == 0 || Math.abs(exponent) <= ORDINARY) {
      return new Scaled(chains, 1);
    }
    // Two steps: 2^1074, which the smallest numbers need, is not a double.
    int half = -exponent / 2;
    double[][] scaled =
        ChainTable.map(chains, x -> Math.scalb(Math.scalb(x, half), -exponent - half));
    return new Scaled(scaled, Math.scalb(1.0, exponent));
  }

  /** {@code [chains][draws]}, divided by the unit; not copied. */
  double[][] chains() {
    return chains;
  }

  /** By which results are multiplied that have the draws' unit. */
  double unit() {
    return unit;
  }
}
