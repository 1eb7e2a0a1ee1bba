package org.borch.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of the non-centred eight schools at one point of its ten coordinates. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.eight_schools", variant = "hand")
public class GradientEightSchools {
  private final double[] effects = {28, 8, -3, 7, -1, 1, 18, 12};
  private final double[] stdErrors = {15, 10, 16, 11, 9, 11, 10, 18};
  private final double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
  private final double[] gradient = new double[at.length];

  /** The loop of {@link HandWritten}. */
  @Benchmark
  public double hand() {
    return HandWritten.eightSchools(at, effects, stdErrors, gradient);
  }
}
