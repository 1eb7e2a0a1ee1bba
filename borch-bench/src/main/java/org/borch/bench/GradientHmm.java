package org.borch.bench;

/** The hidden Markov model as a scan. */
@Reference(benchmark = "gradient.hmm", variant = "hand")
public class GradientHmm extends GradientMarkov {
  /** The benchmark. */
  public GradientHmm() {
    super(false);
  }
}
