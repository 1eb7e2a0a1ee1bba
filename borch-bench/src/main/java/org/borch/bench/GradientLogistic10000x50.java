package org.borch.bench;

/** Logistic regression of 10_000 rows and 50 columns. */
@Reference(benchmark = "gradient.logistic_10000x50", variant = "hand")
public class GradientLogistic10000x50 extends GradientLogistic {
  /** The data. */
  public GradientLogistic10000x50() {
    super(10_000, 50);
  }
}
