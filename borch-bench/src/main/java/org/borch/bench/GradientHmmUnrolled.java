package org.borch.bench;

/** The hidden Markov model as a Java loop that the trace unrolls. */
@Reference(benchmark = "gradient.hmm_unrolled", variant = "hand")
public class GradientHmmUnrolled extends GradientMarkov {
  /** The benchmark. */
  public GradientHmmUnrolled() {
    super(true);
  }
}
