package org.borch.bench;

/** Logistic regression of 500 rows and 10 columns. */
@Reference(benchmark = "gradient.logistic_500x10", variant = "hand")
public class GradientLogistic500x10 extends GradientLogistic {
  /** The data. */
  public GradientLogistic500x10() {
    super(500, 10);
  }
}
