package org.borch.infer.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * The widely applicable information criterion. Cheap and older; {@link Loo} is more robust and says
 * better where it fails.
 *
 * <p>Source: Watanabe (2010), Journal of Machine Learning Research 11; Vehtari, Gelman and Gabry
 * (2017).
 *
 * @param points the terms, in the order of the data
 */
public record Waic(List<Point> points) implements PenalizedElpd {

  /** Vehtari, Gelman and Gabry (2017): above it a point's term may be wrong. */
  public static final double PENALTY_LIMIT = 0.4;

  /**
   * One observed point.
   *
   * @param lpd log predictive density, given all points
   * @param penalty the posterior variance of the log-likelihood
   */
  public record Point(double lpd, double penalty) implements PenalizedElpd.Point {

    @Override
    public double elpd() {
      return lpd - penalty;
    }
  }

  /** Keeps a copy of the list. */
  public Waic {
    points = List.copyOf(points);
  }

  /**
   * From draws.
   *
   * @param logLikelihood {@code [points][chains][draws]}
   * @throws IllegalArgumentException if the sizes disagree or a number is not finite
   */
  public static Waic of(double[][][] logLikelihood) {
    return new Waic(
        Arrays.stream(Pointwise.require(logLikelihood))
            .map(ChainTable::flat)
            .map(x -> new Point(Pointwise.logMean(x), ChainTable.variance(x)))
            .toList());
  }

  @Override
  public String method() {
    return "waic";
  }

  @Override
  public List<Warning> warnings() {
    List<Integer> bad =
        IntStream.range(0, points.size())
            .filter(i -> points.get(i).penalty() > PENALTY_LIMIT)
            .boxed()
            .toList();
    if (bad.isEmpty()) {
      return List.of();
    }
    double worst = points.stream().mapToDouble(Point::penalty).max().orElseThrow();
    return List.of(
        new Warning(
            Kind.P_WAIC,
            worst,
            String.format(
                Locale.ROOT,
                "The penalty is above %s at %d of %d points (%s), %.2f at worst: WAIC is unreliable"
                    + " there. Use PSIS-LOO, which says by k-hat which points it can handle.",
                PENALTY_LIMIT,
                bad.size(),
                points.size(),
                Pointwise.some(bad),
                worst)));
  }

  /** The estimate, the penalty and the warnings. */
  @Override
  public String toString() {
    return Pointwise.table(this);
  }
}
