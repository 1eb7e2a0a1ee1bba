package org.borch.infer.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * Leave-one-out cross-validation by {@link Psis}: how well each observed point is predicted from
 * all others, from draws of one fit to all of them.
 *
 * <p>Source: Vehtari, Gelman and Gabry (2017); for the limit of k-hat Vehtari et al. (2024).
 *
 * @param points the terms, in the order of the data
 * @param draws how many they were estimated from
 */
public record Loo(List<Point> points, int draws) implements PenalizedElpd {

  /**
   * One observed point.
   *
   * @param elpd log predictive density, given all other points
   * @param lpd log predictive density, given all points
   * @param kHat of the ratios that leave the point out; large where the point is influential
   */
  public record Point(double elpd, double lpd, double kHat) implements PenalizedElpd.Point {

    @Override
    public double penalty() {
      return lpd - elpd;
    }
  }

  /** Keeps a copy of the list. */
  public Loo {
    points = List.copyOf(points);
  }

  /**
   * From draws of MCMC; how far they depend on each other is estimated for each point.
   *
   * @param logLikelihood {@code [points][chains][draws]}
   * @throws IllegalArgumentException if the sizes disagree or a number is not finite
   */
  public static Loo of(double[][][] logLikelihood) {
    Pointwise.require(logLikelihood);
    return of(logLikelihood, Arrays.stream(logLikelihood).mapToDouble(Loo::relativeEss).toArray());
  }

  /**
   * From draws with known dependence.
   *
   * @param logLikelihood {@code [points][chains][draws]}
   * @param relativeEss of each point's likelihood, effective over actual number of draws; ones for
   *     independent draws
   * @throws IllegalArgumentException if the sizes disagree or a number is not finite
   */
  public static Loo of(double[][][] logLikelihood, double[] relativeEss) {
    Pointwise.require(logLikelihood);
    if (relativeEss.length != logLikelihood.length) {
      throw new IllegalArgumentException(
          "relativeEss: got "
              + relativeEss.length
              + " values, expected one for each of the "
              + logLikelihood.length
              + " points");
    }
    List<Point> points =
        IntStream.range(0, relativeEss.length)
            .mapToObj(i -> point(ChainTable.flat(logLikelihood[i]), relativeEss[i]))
            .toList();
    return new Loo(points, logLikelihood[0].length * logLikelihood[0][0].length);
  }

  /** The ratio that leaves a point out is the inverse of its likelihood (equation 8). */
  private static Point point(double[] logLikelihood, double relativeEss) {
    Psis psis = Psis.of(Arrays.stream(logLikelihood).map(x -> -x).toArray(), relativeEss);
    double[] terms = psis.logWeights();
    for (int i = 0; i < terms.length; i++) {
      terms[i] += logLikelihood[i];
    }
    return new Point(
        ChainTable.logSumExp(terms), Pointwise.logMean(logLikelihood), psis.kHat()); // equation 10
  }

  /** Of a point's likelihood over whole chains; 1 where it is undefined. */
  static double relativeEss(double[][] logLikelihood) {
    double largest = Arrays.stream(ChainTable.flat(logLikelihood)).max().orElseThrow();
    double[][] likelihood = ChainTable.map(logLikelihood, x -> Math.exp(x - largest));
    double ess = Ess.unsplit(likelihood);
    return Double.isNaN(ess) ? 1 : ess / ChainTable.flat(likelihood).length;
  }

  @Override
  public String method() {
    return "loo";
  }

  /** {@code -2 elpd}: on the scale of deviances. */
  public double looic() {
    return -2 * value();
  }

  /** Above this a point's term is unreliable: {@link Psis#kHatLimit}. */
  public double kHatLimit() {
    return Psis.kHatLimit(draws);
  }

  @Override
  public List<Warning> warnings() {
    List<Integer> bad = new ArrayList<>();
    double worst = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      double kHat = points.get(i).kHat();
      worst = Math.max(worst, kHat);
      if (!(kHat <= kHatLimit())) {
        bad.add(i);
      }
    }
    if (bad.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Warning(
            Kind.K_HAT,
            worst,
            String.format(
                Locale.ROOT,
                "Pareto k-hat is above %.2f at %d of %d points (%s), %.2f at worst: their terms are"
                    + " unreliable and too optimistic. Refit without these points and add their exact"
                    + " terms, or use K-fold cross-validation; a penalty (%.1f) above the number of"
                    + " parameters says that the model does not fit them.",
                kHatLimit(),
                bad.size(),
                points.size(),
                Pointwise.some(bad),
                worst,
                penalty())));
  }

  /** The estimate, the penalty and the warnings. */
  @Override
  public String toString() {
    return Pointwise.table(this);
  }
}
