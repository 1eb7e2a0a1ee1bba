package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** A Monte-Carlo mean with its standard error. */
record Estimate(double mean, double standardError) {

  /** Of independent draws. */
  static Estimate of(double... draws) {
    double mean = Arrays.stream(draws).average().orElseThrow();
    double squares = Arrays.stream(draws).map(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(mean, Math.sqrt(squares / (draws.length - 1.0) / draws.length));
  }

  /** Four standard errors: a false alarm in 16,000 checks, and seeds are fixed. */
  void assertAgreesWith(double expected, String what) {
    assertThat(Math.abs(mean - expected))
        .as("%s: %s +- %s, expected %s", what, mean, standardError, expected)
        .isLessThanOrEqualTo(4 * standardError + 1e-9);
  }
}
