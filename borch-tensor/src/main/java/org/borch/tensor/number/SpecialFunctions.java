package org.borch.tensor.number;

/**
 * Special functions of real numbers, as the kernels of the JVM use them. Errors, against 50 digits,
 * stay below 1e-14 of max(1, |value|), and relative where a method says so.
 */
public final class SpecialFunctions {

  private static final double LOG_2 = Math.log(2);

  /** From here on, x² + 1 is x² to all digits. */
  private static final double LARGE = 1e9;

  private static final double EULER_COMPLEMENT = 0.42278433509846713939; // 1 - Euler's constant
  private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
  private static final double SQRT_HALF = 0.70710678118654752440;
  private static final double TWO_OVER_SQRT_PI = 1.1283791670955125739;
  private static final double ASYMPTOTIC_FROM = 10; // expansions in 1/x reach 1e-16 from here

  /** (-1)^k (zeta(k) - 1) / k for k = 2, 3, ...; computed with mpmath at 60 digits. */
  private static final double[] ZETA = {
    0.32246703342411321824, -0.067352301053198095133, 0.020580808427784547879,
    -0.0073855510286739852663, 0.0028905103307415232858, -0.0011927539117032609771,
    0.00050966952474304242234, -0.00022315475845357937976, 0.000099457512781808533715,
    -0.0000449262367381331417, 0.000020507212775670691553, -9.439488275268395904e-6,
    4.3748667899074878042e-6, -2.0392157538013662368e-6, 9.5514121304074198329e-7,
    -4.4924691987645660433e-7, 2.1207184805554665869e-7, -1.0043224823968099609e-7,
    4.7698101693639805658e-8, -2.271109460894316491e-8, 1.0838659214896954091e-8,
    -5.1834750419700466551e-9, 2.4836745438024783172e-9, -1.1921401405860912074e-9,
    5.7313672416788620133e-10, -2.7595228851242331452e-10, 1.3304764374244489481e-10,
    -6.4229645638381000221e-11
  };

  /**
   * Chebyshev coefficients of (1 + 2x) exp(x²) erfc(x) in (x - 3.75) / (x + 3.75), the form of
   * Shepherd and Laframboise (1981); computed with mpmath at 60 digits.
   */
  private static final double[] SCALED_ERFC = {
    1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584,
    0.059209939998191890498, -0.026658668435305752277, 0.0090749976707052650939,
    -0.0024131635404176081909, 0.00049077583652580863229, -0.000069169733025012063671,
    4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
    1.0764999465670910377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10,
    -6.3180883408866844944e-11, 2.8687950109306698981e-11, 1.945586854577734723e-13,
    -9.6546967484334389059e-13, 3.2525481481487398415e-14, 3.3478119482868053878e-14,
    -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17,
    5.0681489047961113168e-17, -2.2370566594359995974e-18
  };

  private static final double SCALED_ERFC_CENTRE = 3.75;

  // Numerators and denominators of AS 241, highest power first.
  private static final double[][] CENTRAL = {
    {
      2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
      4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
      1.3314166789178437745e+2, 3.3871328727963666080e+0
    },
    {
      5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
      2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
      4.2313330701600911252e+1, 1.0
    }
  };
  private static final double[][] MIDDLE = {
    {
      7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
      1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
      4.63033784615654529590e+0, 1.42343711074968357734e+0
    },
    {
      1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
      1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
      2.05319162663775882187e+0, 1.0
    }
  };
  private static final double[][] FAR = {
    {
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
      2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
      5.46378491116411436990e+0, 6.65790464350110377720e+0
    },
    {
      2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
      7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
      5.99832206555887937690e-1, 1.0
    }
  };

  private SpecialFunctions() {}

  /**
   * log |gamma(x)|; infinite at 0, -1, -2, ... Its relative error stays below 1e-14 near the zeros
   * 1 and 2 too.
   */
  public static double logGamma(double x) {
    if (x < 0.5) {
      if (x > 0) {
        return logGammaFrom2(x) - Math.log1p(x) - Math.log(x);
      }
      return x == Math.rint(x)
          ? Double.POSITIVE_INFINITY
          : Math.log(Math.PI / Math.abs(sinPi(x))) - logGamma(1 - x);
    }
    if (x < 1.5) {
      return logGammaFrom2(x - 1) - Math.log1p(x - 1);
    }
    if (x >= ASYMPTOTIC_FROM) {
      return stirling(x);
    }
    double product = 1;
    while (x > 2.5) {
      x--;
      product *= x;
    }
    return Math.log(product) + logGammaFrom2(x - 2);
  }

  /** log gamma(2 + z) for |z| <= 0.5 by its Taylor series, DLMF 5.7.3. */
  private static double logGammaFrom2(double z) {
    double p = 0;
    for (int k = ZETA.length - 1; k >= 0; k--) {
      p = ZETA[k] + z * p;
    }
    return z * (EULER_COMPLEMENT + z * p);
  }

  private static double stirling(double x) {
    if (x == Double.POSITIVE_INFINITY) {
      return x;
    }
    return (x - 0.5) * (Math.log(x) - 1) - 0.5 + HALF_LOG_TWO_PI + stirlingCorrection(x);
  }

  /** What Stirling's formula lacks for x >= 10, DLMF 5.11.1. */
  private static double stirlingCorrection(double x) {
    double z = 1 / (x * x);
    double p = 691.0 / 360360 - z * (1.0 / 156 - z * (3617.0 / 122400));
    p = 1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * p));
    return (1.0 / 12 - z * (1.0 / 360 - z * p)) / x;
  }

  /**
   * The logarithmic derivative of gamma; NaN at 0, -1, -2, ... Portable for x > 0: it takes part in
   * the gradient of gamma noise.
   */
  public static double digamma(double x) {
    if (x <= 0) {
      return x == Math.rint(x) ? Double.NaN : digamma(1 - x) - Math.PI * cosPi(x) / sinPi(x);
    }
    double shift = 0;
    while (x < ASYMPTOTIC_FROM) {
      shift += 1 / x;
      x++;
    }
    double z = 1 / (x * x);
    double p = 691.0 / 32760 - z * (1.0 / 12 - z * (3617.0 / 8160));
    p = 1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * p));
    return PortableMath.log(x) - 0.5 / x - z * (1.0 / 12 - z * (1.0 / 120 - z * p)) - shift;
  }

  /** The derivative of {@link #digamma}; positive infinity at 0, -1, -2, ... */
  public static double trigamma(double x) {
    if (x <= 0) {
      double ratio = Math.PI / sinPi(x);
      return x == Math.rint(x) ? Double.POSITIVE_INFINITY : ratio * ratio - trigamma(1 - x);
    }
    double shift = 0;
    while (x < ASYMPTOTIC_FROM) {
      shift += 1 / (x * x);
      x++;
    }
    double z = 1 / (x * x);
    double p = 5.0 / 66 - z * (691.0 / 2730 - z * (7.0 / 6 - z * (3617.0 / 510)));
    p = 1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30 - z * p)));
    return shift + (1 + (0.5 + p / x) / x) / x;
  }

  /**
   * log of the beta function for positive arguments, without the cancellation of three logGammas
   * when one or both are large (as in SLATEC's DLBETA). Infinite if either is 0.
   */
  static double logBeta(double a, double b) {
    double p = Math.min(a, b);
    double q = Math.max(a, b);
    if (!(p >= 0)) {
      return Double.NaN;
    }
    if (p == 0 || q == Double.POSITIVE_INFINITY) {
      return p == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    if (q < ASYMPTOTIC_FROM) {
      return logGamma(p) + logGamma(q) - logGamma(p + q);
    }
    double correction = stirlingCorrection(q) - stirlingCorrection(p + q);
    double share = p / (p + q);
    if (p < ASYMPTOTIC_FROM) {
      return logGamma(p) + correction + p * (1 - Math.log(p + q)) + (q - 0.5) * Math.log1p(-share);
    }
    return -0.5 * Math.log(q)
        + HALF_LOG_TWO_PI
        + stirlingCorrection(p)
        + correction
        + (p - 0.5) * Math.log(share)
        + q * Math.log1p(-share);
  }

  /** The error function, right to a few 1e-16 relative. */
  public static double erf(double x) {
    if (Math.abs(x) >= 0.5) {
      return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
    }
    double z = x * x;
    double sum = 0;
    double scale = 1;
    for (int n = 0; n < 12; n++) { // Maclaurin: x^(2n+1) / (n! (2n+1)), below 1e-17 at n = 12
      sum += scale / (2 * n + 1);
      scale *= -z / (n + 1);
    }
    return TWO_OVER_SQRT_PI * x * sum;
  }

  /** 1 - erf(x), right to 1e-14 relative in the upper tail until it underflows at 27. */
  static double erfc(double x) {
    if (Math.abs(x) < 0.5) {
      return 1 - erf(x);
    }
    double tail = expMinusSquare(Math.abs(x), 1) * scaledErfc(Math.abs(x));
    return x < 0 ? 2 - tail : tail;
  }

  /** The standard normal distribution function, right to 1e-14 relative in the lower tail. */
  static double normalCdf(double x) {
    double tail = expMinusSquare(Math.abs(x), 0.5) * scaledErfc(Math.abs(x) * SQRT_HALF) / 2;
    return x < 0 ? tail : 1 - tail;
  }

  /** log {@link #normalCdf}, right to 1e-14 relative in both tails. */
  public static double logNormalCdf(double x) {
    return x < -1
        ? -0.5 * x * x + Math.log(scaledErfc(-x * SQRT_HALF) / 2)
        : Math.log1p(-normalCdf(-x));
  }

  /** exp(x²) erfc(x) for x >= 0. */
  private static double scaledErfc(double x) {
    if (!(x < Double.POSITIVE_INFINITY)) {
      return x > 0 ? 0 : Double.NaN;
    }
    double y = (x - SCALED_ERFC_CENTRE) / (x + SCALED_ERFC_CENTRE);
    double current = 0;
    double previous = 0;
    for (int k = SCALED_ERFC.length - 1; k > 0; k--) { // Clenshaw's recurrence
      double next = SCALED_ERFC[k] + 2 * y * current - previous;
      previous = current;
      current = next;
    }
    return (SCALED_ERFC[0] + y * current - previous) / (1 + 2 * x);
  }

  /** exp(-factor x²); x² is split, because its rounding error would be multiplied by x². */
  private static double expMinusSquare(double x, double factor) {
    if (x > 40) {
      return 0;
    }
    double head = (float) x; // 24 bits: its square is exact
    return Math.exp(-factor * head * head) * Math.exp(-factor * (x - head) * (x + head));
  }

  /**
   * The x at which {@link #normalCdf} is p: Wichura's algorithm AS 241 (1988), PPND16, about 1e-15
   * relative. Infinite at 0 and 1, NaN outside.
   */
  public static double normalQuantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      return q * ratio(CENTRAL, 0.180625 - q * q);
    }
    if (!(p > 0 && p < 1)) {
      return p == 0 || p == 1 ? Math.copySign(Double.POSITIVE_INFINITY, q) : Double.NaN;
    }
    double r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
    return Math.copySign(r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5), q);
  }

  /**
   * The x at which {@link #erf} is y, right to 1e-15 relative. Infinite at -1 and 1, NaN beyond.
   */
  public static double erfinv(double y) {
    if (Math.abs(y) <= 0.85) { // the quantile's central branch, without rounding 1 + y
      return SQRT_HALF * 0.5 * y * ratio(CENTRAL, 0.180625 - 0.25 * y * y);
    }
    return Math.copySign(SQRT_HALF * -normalQuantile(0.5 * (1 - Math.abs(y))), y);
  }

  /** The inverse of sinh. */
  public static double asinh(double x) {
    double size = Math.abs(x);
    double result =
        size > LARGE
            ? Math.log(size) + LOG_2
            : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
    return Math.copySign(result, x);
  }

  /** The inverse of cosh, at least 0; NaN below 1. */
  public static double acosh(double x) {
    double above = x - 1;
    return x > LARGE ? Math.log(x) + LOG_2 : Math.log1p(above + Math.sqrt(above * (x + 1)));
  }

  /** The inverse of tanh; infinite at -1 and 1, NaN beyond. */
  public static double atanh(double x) {
    double size = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * size / (1 - size)), x);
  }

  private static double ratio(double[][] coefficients, double r) {
    return horner(coefficients[0], r) / horner(coefficients[1], r);
  }

  private static double horner(double[] coefficients, double x) {
    double sum = 0;
    for (double c : coefficients) {
      sum = sum * x + c;
    }
    return sum;
  }

  /** log(1 + exp(x)), the softplus; no overflow, and exp(x) in the lower tail. */
  public static double log1pExp(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** log(1 / (1 + exp(-x))). */
  public static double logSigmoid(double x) {
    return -log1pExp(-x);
  }

  /** log(1 + x²), also where the square overflows. */
  public static double log1pSquare(double x) {
    double large = Math.max(Math.abs(x), 1);
    double small = Math.min(Math.abs(x), 1 / large);
    return Math.log1p(small * small) + 2 * Math.log(large);
  }

  /** x log y, and 0 where x is 0 (unless y is NaN). */
  static double xlogy(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y);
  }

  private static double sinPi(double x) {
    double r = Math.IEEEremainder(x, 2); // exact, in [-1, 1]
    if (Math.abs(r) > 0.5) {
      r = Math.copySign(1, r) - r;
    }
    return Math.sin(Math.PI * r);
  }

  private static double cosPi(double x) {
    return sinPi(0.5 - Math.abs(Math.IEEEremainder(x, 2)));
  }
}
