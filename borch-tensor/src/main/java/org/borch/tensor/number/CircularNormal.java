package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * The von Mises distribution of concentration κ around 0: C(z) is the probability of (-π, z], and
 * goes on beyond π by C(z + 2π) = C(z) + 1.
 *
 * <p>Mardia and Jupp 2000, Directional Statistics, section 3.5.4; in the limit of large κ by the
 * substitution s = 2√κ sin(z/2), which makes exp(κ cos z) normal.
 */
public final class CircularNormal {

  /** From here on what the expansion in 1/κ leaves out is below 1e-15. */
  private static final double LARGE = 1e5;

  private CircularNormal() {}

  /** The density at z. */
  public static double density(double kappa, double z) {
    double sine = Math.sin(z / 2);
    return Math.exp(-2 * kappa * sine * sine - BesselI.logScaled(0, kappa)) / (2 * Math.PI);
  }

  /** C(z). */
  public static double cumulative(double kappa, double z) {
    if (!(kappa >= 0) || !Double.isFinite(z)) {
      return Double.NaN;
    }
    double turns = Math.rint(z / (2 * Math.PI));
    double rest = z - turns * 2 * Math.PI;
    return turns + (kappa > LARGE ? expanded(kappa, rest, false) : summed(kappa, rest, false));
  }

  /** dC/dκ at z. */
  public static double slopeInConcentration(double kappa, double z) {
    if (!(kappa >= 0) || !Double.isFinite(z)) {
      return Double.NaN;
    }
    double rest = z - Math.rint(z / (2 * Math.PI)) * 2 * Math.PI;
    return kappa > LARGE ? expanded(kappa, rest, true) : summed(kappa, rest, true);
  }

  /** 1/2 + z/(2π) + 1/π Σ_k A_k sin(kz)/k with A_k = I_k(κ)/I_0(κ), or its slope in κ. */
  private static double summed(double kappa, double z, boolean slope) {
    int terms = 12 + (int) (9.5 * Math.sqrt(kappa) + Math.min(kappa, 20));
    double[] a = new double[terms + 2];
    double ratio = BesselI.ratio(terms, kappa);
    double[] ratios = new double[terms + 1];
    for (int k = terms; k >= 0; k--) {
      ratios[k] = ratio; // I_(k+1) / I_k
      ratio = k == 0 ? 0 : kappa / (2 * k + kappa * ratio);
    }
    a[0] = 1;
    for (int k = 0; k <= terms; k++) {
      a[k + 1] = a[k] * ratios[k];
    }
    double sum = slope ? 0 : 0.5 + z / (2 * Math.PI);
    for (int k = terms; k > 0; k--) {
      double factor = slope ? 0.5 * (a[k - 1] + a[k + 1]) - a[1] * a[k] : a[k];
      sum += factor * Math.sin(k * z) / (k * Math.PI);
    }
    return sum;
  }

  private static double expanded(double kappa, double z, boolean slope) {
    double s = 2 * Math.sqrt(kappa) * Math.sin(z / 2);
    double normal = Math.exp(-0.5 * s * s) / Math.sqrt(2 * Math.PI);
    double cubic = 3 * s * (s * s + 3) / 128;
    double part = s / (8 * kappa) + cubic / (kappa * kappa);
    double whole = 1 + 1 / (8 * kappa) + 9 / (128 * kappa * kappa);
    if (!slope) {
      return 0.5 * Erfc.value(-s / Math.sqrt(2)) - normal * part / whole;
    }
    double partSlope = -(s / 8 + 2 * cubic / kappa) / (kappa * kappa);
    double wholeSlope = -(1.0 / 8 + 9 / (64 * kappa)) / (kappa * kappa);
    double atFixedS = -normal * (partSlope * whole - part * wholeSlope) / (whole * whole);
    double bySine = density(kappa, z) / (Math.sqrt(kappa) * Math.cos(z / 2));
    return bySine * s / (2 * kappa) + atFixedS;
  }

  /** The z with C(z) = q, for any q: Newton's method, kept inside a bracket. */
  public static double quantile(double kappa, double q) {
    if (!(kappa >= 0) || !Double.isFinite(q)) {
      return Double.NaN;
    }
    double turns = Math.floor(q);
    double share = q - turns;
    double low = -Math.PI;
    double high = Math.PI;
    double z = 0;
    for (int i = 0; i < 100; i++) {
      double gap = cumulative(kappa, z) - share;
      if (gap > 0) {
        high = z;
      } else {
        low = z;
      }
      double next = z - gap / density(kappa, z);
      boolean inside = next > low && next < high;
      next = inside ? next : (low + high) / 2;
      if (Math.abs(next - z) <= 4e-16 * Math.abs(z) || next == z) {
        break;
      }
      z = next;
    }
    return z + turns * 2 * Math.PI;
  }
}
