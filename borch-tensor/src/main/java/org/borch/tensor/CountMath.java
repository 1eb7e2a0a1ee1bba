package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.stream.Stream;
import org.borch.tensor.CountSum.Kind;
import org.borch.tensor.number.CountFamily;

/**
 * Sums over all counts of a {@link CountFamily}, elementwise; its parameters broadcast. They have
 * first derivatives in every parameter that is not whole, and run on the JVM only.
 */
public final class CountMath {

  private CountMath() {}

  /** The entropy in nats. */
  public static NDArray entropy(CountFamily family, NDArray... parameters) {
    return HostFunction.value(CountSum.of(family, Kind.ENTROPY), parameters);
  }

  /** E[log Γ(k+r) - log Γ(r)], which for r = 1 is that of log k!. */
  public static NDArray logRising(CountFamily family, NDArray r, NDArray... parameters) {
    return of(family, Kind.LOG_RISING, r, parameters);
  }

  /** The probability of counts up to x. */
  public static NDArray cdf(CountFamily family, NDArray x, NDArray... parameters) {
    return of(family, Kind.CDF, x, parameters);
  }

  /** The probability of counts above x. */
  public static NDArray survival(CountFamily family, NDArray x, NDArray... parameters) {
    return of(family, Kind.SURVIVAL, x, parameters);
  }

  /** The smallest count with probability p up to it; without derivative. */
  public static NDArray quantile(CountFamily family, NDArray p, NDArray... parameters) {
    return of(family, Kind.QUANTILE, p, parameters);
  }

  /**
   * log Σ (m^k exp(-m) / k!)^ν over all counts k, m = λ^(1/ν): the third parameter of {@link
   * CountFamily#CONWAY_MAXWELL_POISSON} for the first two.
   */
  public static NDArray conwayMaxwell(NDArray logRate, NDArray nu) {
    return HostFunction.value(new ConwayMaxwellSum(0, 0), logRate, nu);
  }

  /**
   * A cumulant of count and log factorial under masses in proportion to λ^k / k!^ν.
   *
   * @param counts the order in k
   * @param logFactorials the order in log k!; the sum of both is 1, 2 or 3
   */
  public static NDArray conwayMaxwellCumulant(
      int counts, int logFactorials, NDArray logRate, NDArray nu) {
    return HostFunction.value(new ConwayMaxwellSum(counts, logFactorials), logRate, nu);
  }

  private static NDArray of(CountFamily family, Kind kind, NDArray x, NDArray... parameters) {
    NDArray[] inputs = Stream.concat(Stream.of(parameters), Stream.of(x)).toArray(NDArray[]::new);
    return HostFunction.value(CountSum.of(family, kind), inputs);
  }
}
