package org.borch.infer.laplace;

/**
 * When a search for a mode is at its end: the tests of Stan's optimiser, whichever holds first. 0
 * switches a test off. With f the log density, g its gradient and H the inverse curvature that the
 * last steps showed:
 *
 * @param value |f - f before| below it
 * @param relativeValue |f - f before| / max(|f|, 1) below so many units of rounding (2.2e-16)
 * @param gradient every |g| below it
 * @param relativeGradient gᵀ H g / max(|f|, 1) below so many units of rounding
 * @param step the Euclidean length of the last step below it
 */
public record Tolerance(
    double value, double relativeValue, double gradient, double relativeGradient, double step) {

  private static final double VALUE = 1e-12;
  private static final double RELATIVE_VALUE = 100;
  private static final double GRADIENT = 1e-8;
  private static final double RELATIVE_GRADIENT = 100;
  private static final double STEP = 1e-12;

  /** Checks the numbers. */
  public Tolerance {
    require("value", value);
    require("relativeValue", relativeValue);
    require("gradient", gradient);
    require("relativeGradient", relativeGradient);
    require("step", step);
  }

  private static void require(String name, double tolerance) {
    if (!(tolerance >= 0 && Double.isFinite(tolerance))) {
      throw new IllegalArgumentException(
          "tolerance of " + name + " = " + tolerance + ", expected a finite number >= 0");
    }
  }

  /**
   * Tighter than Stan's where that stops early: value 1e-12, relative value 100 (Stan: 10,000),
   * gradient 1e-8, relative gradient 100 (Stan: 10,000,000), step 1e-12 (Stan: 1e-8). The mode is
   * then mostly known to 1e-5 posterior standard deviations or better.
   */
  public static Tolerance defaults() {
    return new Tolerance(VALUE, RELATIVE_VALUE, GRADIENT, RELATIVE_GRADIENT, STEP);
  }
}
