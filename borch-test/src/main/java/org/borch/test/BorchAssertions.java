package org.borch.test;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.distributions.Distribution;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;

/**
 * Where assertions on models and what comes of them begin; import it statically. Several checks in
 * one report: {@code softly.check(() -> assertThat(draws).hasMean("mu", 4.4))}.
 *
 * <p>A comparison of an estimate allows four Monte Carlo standard errors, as long as nobody says
 * {@code allowing(k)}: one in 16,000 right ones fails.
 */
public final class BorchAssertions {

  private BorchAssertions() {}

  /** Assertions on a distribution's density, support, shapes and draws. */
  public static DistributionAssert assertThat(Distribution distribution) {
    return new DistributionAssert(distribution);
  }

  /** Assertions on draws from a posterior, or from anything else. */
  public static DrawsAssert assertThat(Draws draws) {
    return new DrawsAssert(draws);
  }

  /** Assertions on a model: its prior, its density, what it recovers. */
  public static ModelAssert assertThat(Model<?, ?> model) {
    return new ModelAssert(model);
  }

  /** Assertions on an array's shape and values. */
  public static ArrayAssert assertThat(NDArray array) {
    return new ArrayAssert(array);
  }

  /** Assertions on a fit: how it ended, how good it is, what it says. */
  public static FitAssert assertThat(Fit fit) {
    return new FitAssert(fit);
  }

  /** Assertions on a log density: values, gradient, where it is finite. */
  public static DensityAssert assertThat(LogDensity density) {
    return new DensityAssert(density);
  }

  /** Assertions on a calibration. */
  public static SbcAssert assertThat(Sbc calibration) {
    return new SbcAssert(calibration);
  }
}
