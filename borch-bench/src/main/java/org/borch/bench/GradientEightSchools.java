package org.borch.bench;

import org.borch.infer.LogDensity;
import org.borch.tensor.Seed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of the non-centred eight schools at one point of its ten coordinates. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.eight_schools", variant = "hand")
public class GradientEightSchools {
  private final double[] effects = EightSchools.EFFECTS.clone();
  private final double[] stdErrors = EightSchools.ERRORS.clone();
  private final double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
  private final double[] gradient = new double[at.length];
  private final LogDensity density = LogDensity.of(EightSchools.model(), Seed.of(1));
  private final LogDensity.Evaluator compiled = density.evaluator();
  private final LogDensity.Evaluator eager = density.eagerEvaluator();

  /** The loop of {@link HandWritten}. */
  @Benchmark
  public double hand() {
    return HandWritten.eightSchools(at, effects, stdErrors, gradient);
  }

  /** The model, traced and run on Java arrays. */
  @Benchmark
  public double jvm() {
    return compiled.valueAndGradient(at, gradient);
  }

  /** The model, one operation of the engine after the other. */
  @Benchmark
  public double eager() {
    return eager.valueAndGradient(at, gradient);
  }
}
