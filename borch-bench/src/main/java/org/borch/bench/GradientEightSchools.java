package org.borch.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import org.borch.infer.LogDensity;
import org.borch.tensor.Seed;
import org.borch.tensor.trace.BackEnd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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
  private final LogDensity.Evaluator eager = density.withBackEnd(BackEnd.EAGER).evaluator();
  private final NDManager manager = DjlSvi.manager();
  private final NDArray nativeEffects = manager.create(effects);
  private final NDArray nativeErrors = manager.create(stdErrors);

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

  /** The same operations by hand on DJL. */
  @Benchmark
  public double djl() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray q = manager.create(at);
      q.setRequiresGradient(true);
      NDArray value;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray mu = q.get(0);
        NDArray logTau = q.get(1);
        NDArray z = q.get("2:");
        NDArray tau = logTau.exp();
        NDArray theta = mu.add(tau.mul(z));
        value =
            DjlDensities.normal(mu, 0, 5)
                .add(DjlDensities.halfCauchy(tau, 5))
                .add(logTau)
                .add(DjlDensities.normal(z, 0, 1).sum())
                .add(DjlDensities.normal(nativeEffects, theta, nativeErrors).sum());
        collector.backward(value);
      }
      double[] slope = q.getGradient().toDoubleArray();
      System.arraycopy(slope, 0, gradient, 0, slope.length);
      return value.toDoubleArray()[0];
    }
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    manager.close();
  }
}
