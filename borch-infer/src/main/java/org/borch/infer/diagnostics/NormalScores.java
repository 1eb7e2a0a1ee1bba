package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * Rank normalisation: each draw becomes the normal quantile of its rank among all draws, so that
 * diagnostics exist for draws without mean or variance. Vehtari, Gelman, Simpson, Carpenter and
 * Bürkner (2021), section 4: {@code z = icdf((r - 3/8) / (S + 1/4))}; ties share their mean rank.
 */
final class NormalScores {

  private NormalScores() {}

  static double[][] of(double[][] chains) {
    // + 0.0 turns -0.0 into 0.0, which sorting would tell apart.
    double[] sorted = Arrays.stream(ChainTable.flat(chains)).map(x -> x + 0.0).sorted().toArray();
    double[] scores = new double[sorted.length];
    for (int start = 0; start < sorted.length; ) {
      int end = start + 1;
      while (end < sorted.length && sorted[end] == sorted[start]) {
        end++;
      }
      double meanRank = (start + 1 + end) / 2.0; // ranks count from 1
      double score = normalQuantile((meanRank - 0.375) / (sorted.length + 0.25));
      Arrays.fill(scores, start, end, score);
      start = end;
    }
    return ChainTable.map(chains, x -> scores[Arrays.binarySearch(sorted, x + 0.0)]);
  }

  /**
   * The quantile function of N(0, 1), to about 1e-16 relative: rational approximations of Wichura
   * (1988), Applied Statistics 37, algorithm AS 241 (PPND16), by distance from the centre.
   */
  static double normalQuantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * polynomial(CENTRE_ABOVE, r) / polynomial(CENTRE_BELOW, r);
    }
    double r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
    double z =
        r <= 5
            ? polynomial(TAIL_ABOVE, r - 1.6) / polynomial(TAIL_BELOW, r - 1.6)
            : polynomial(FAR_ABOVE, r - 5) / polynomial(FAR_BELOW, r - 5);
    return q < 0 ? -z : z;
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * x + coefficients[i];
    }
    return value;
  }

  private static final double[] CENTRE_ABOVE = {
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3
  };
  private static final double[] CENTRE_BELOW = {
    1,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3
  };
  private static final double[] TAIL_ABOVE = {
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4
  };
  private static final double[] TAIL_BELOW = {
    1,
    2.05319162663775882187,
    1.67638483018380384940,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9
  };
  private static final double[] FAR_ABOVE = {
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7
  };
  private static final double[] FAR_BELOW = {
    1,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15
  };
}
