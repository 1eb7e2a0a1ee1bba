package org.borch.bench;

/** Logistic regression of 1000 rows and 25 columns. */
@Reference(benchmark = "gradient.logistic_1000x25", variant = "hand")
public class GradientLogistic1000x25 extends GradientLogistic {
  /** The data. */
  public GradientLogistic1000x25() {
    super(1000, 25);
  }
}
