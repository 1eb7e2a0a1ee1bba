package org.borch.infer.evidence;

import java.util.Locale;

/**
 * An estimate of a model's evidence: the density of the data with all latent variables integrated
 * out, on the scale of logarithms.
 *
 * @param logValue the logarithm of the evidence
 * @param standardError of that logarithm, which is the relative standard error of the evidence
 *     where it is small; NaN where it is not known
 */
public record Evidence(double logValue, double standardError) {

  /** Refuses what is no estimate. */
  public Evidence {
    if (Double.isNaN(logValue) || standardError < 0) {
      throw new IllegalArgumentException(
          "evidence: logValue = %s, standardError = %s, expected a number and an error >= 0"
              .formatted(logValue, standardError));
    }
  }

  /** {@code log evidence -12.34 ± 0.05}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "log evidence %.3f ± %.3f", logValue, standardError);
  }
}
