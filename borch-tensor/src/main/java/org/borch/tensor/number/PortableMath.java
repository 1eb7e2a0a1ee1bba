package org.borch.tensor.number;

/**
 * Elementary functions of additions, multiplications and divisions alone, so that they give the
 * same bits on every machine and JVM, which java.lang.Math's intrinsics do not promise. The
 * polynomials are those of fdlibm 5.3 (Sun Microsystems, 1993); errors stay below 1.5 units in the
 * last place.
 */
public final class PortableMath {

  static final double LN2_HI = 6.93147180369123816490e-01; // upper 33 bits: k * LN2_HI is exact
  static final double LN2_LO = 1.90821492927058770002e-10;
  static final long SQRT_HALF = 0x3FE6A09E00000000L; // bits of about sqrt(1/2)
  static final long MANTISSA = 0x000FFFFFFFFFFFFFL;

  private static final double INV_LN2 = 1.44269504088896338700;
  private static final long OFFSET = 0x3FF0000000000000L - SQRT_HALF;

  private PortableMath() {}

  /** Natural logarithm. */
  public static double log(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
      return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }
    boolean subnormal = x < Double.MIN_NORMAL;
    long bits = Double.doubleToRawLongBits(subnormal ? x * 0x1p54 : x) + OFFSET;
    double exponent = (bits >> 52) - (subnormal ? 1077 : 1023);
    double s = logArgument(mantissa(bits));
    return logValue(exponent, s, logPolynomial(s * s));
  }

  /** From bits shifted by {@link #shifted}: the part of x in [sqrt(1/2), sqrt(2)). */
  public static double mantissa(long shifted) {
    return Double.longBitsToDouble((shifted & MANTISSA) + SQRT_HALF);
  }

  /** The bits of x moved so that their exponent field plus {@link #mantissa} make up x. */
  public static long shifted(double x) {
    return Double.doubleToRawLongBits(x) + OFFSET;
  }

  /** The s for which log m = 2 artanh s. */
  public static double logArgument(double m) {
    double f = m - 1;
    return f / (2 + f);
  }

  /** (log(1+f) - 2s) / (s z) as a polynomial in z = s². */
  public static double logPolynomial(double z) {
    double p = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
    p = 1.818357216161805012e-01 + z * p;
    p = 2.222219843214978396e-01 + z * p;
    p = 2.857142874366239149e-01 + z * p;
    p = 3.999999999940941908e-01 + z * p;
    return 6.666666666666735130e-01 + z * p;
  }

  /** log(2^exponent (1 + f)) from s and its polynomial. */
  public static double logValue(double exponent, double s, double polynomial) {
    return exponent * LN2_HI + (exponent * LN2_LO + (2 * s + s * (s * s * polynomial)));
  }

  /** Exponential; subnormal results are right to half their last place. */
  public static double exp(double x) {
    if (!(x > -746)) {
      return x <= -746 ? 0 : Double.NaN;
    }
    if (x > 709.79) {
      return Double.POSITIVE_INFINITY;
    }
    int k = (int) Math.floor(x * INV_LN2 + 0.5);
    double hi = x - k * LN2_HI;
    double lo = k * LN2_LO;
    double r = hi - lo;
    double t = r * r;
    double p = -1.65339022054652515390e-06 + t * 4.13813679705723846039e-08;
    p = 6.61375632143793436117e-05 + t * p;
    p = -2.77777777770155933842e-03 + t * p;
    double c = r - t * (1.66666666666666019037e-01 + t * p);
    double y = 1 - ((lo - (r * c) / (2 - c)) - hi);
    return y * powerOfTwo(k / 2) * powerOfTwo(k - k / 2);
  }

  private static double powerOfTwo(int k) {
    return Double.longBitsToDouble((k + 1023L) << 52);
  }

  /** sin x for |x| <= pi/4. */
  public static double sinNear0(double x) {
    double z = x * x;
    double p = -2.50507602534068634195e-08 + z * 1.58969099521155010221e-10;
    p = 2.75573137070700676789e-06 + z * p;
    p = -1.98412698298579493134e-04 + z * p;
    p = 8.33333333332248946124e-03 + z * p;
    p = -1.66666666666666324348e-01 + z * p;
    return x + x * (z * p);
  }

  /** cos x for |x| <= pi/4. */
  public static double cosNear0(double x) {
    double z = x * x;
    double p = 2.08757232129817482790e-09 + z * -1.13596475577881948265e-11;
    p = -2.75573143513906633035e-07 + z * p;
    p = 2.48015872894767294178e-05 + z * p;
    p = -1.38888888888741095749e-03 + z * p;
    p = 4.16666666666666019037e-02 + z * p;
    return 1 - (0.5 * z - z * z * p);
  }
}
