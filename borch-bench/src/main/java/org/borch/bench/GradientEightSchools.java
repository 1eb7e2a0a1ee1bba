package org.borch.bench;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Seed;
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
  private final LogDensity density = LogDensity.of(model(), Seed.of(1));
  private final LogDensity.Evaluator compiled = density.evaluator();
  private final LogDensity.Evaluator eager = density.eagerEvaluator();

  private Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 8);
              NDArray z = plate.rv("z", normal(0, 1));
              return plate.rv("y", normal(mu.add(tau.mul(z)), errors));
            });
    return schools.on(BorchArray.of(stdErrors)).observe("y", effects);
  }

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
