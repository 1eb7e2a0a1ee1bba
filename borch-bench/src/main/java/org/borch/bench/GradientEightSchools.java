package org.borch.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Value and gradient of the non-centred eight schools at one point of its ten coordinates. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.eight_schools", variant = "hand")
public class GradientEightSchools extends GradientComparison {
  private final double[] effects = EightSchools.EFFECTS.clone();
  private final double[] stdErrors = EightSchools.ERRORS.clone();
  private final double[] at = {4.4, 1.3, 0.3, 0.1, -0.2, 0.1, -0.3, -0.1, 0.4, 0.1};
  private final NDManager manager = DjlSvi.manager();
  private final NDArray nativeEffects = manager.create(effects);
  private final NDArray nativeErrors = manager.create(stdErrors);

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    return JointDensity.of(EightSchools.model(), Seed.of(1)).withBackEnd(backEnd);
  }

  @Override
  double[] at() {
    return at;
  }

  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.eightSchools(point, effects, stdErrors, slope);
  }

  /** Of Normal(0, 5), HalfCauchy(5), eight Normal(0, 1) and the eight errors. */
  @Override
  double dropped() {
    double logScales = Arrays.stream(stdErrors).map(Math::log).sum() + 2 * Math.log(5);
    return Math.log(2 / Math.PI) - logScales - 17 * 0.5 * Math.log(2 * Math.PI);
  }

  /** The same operations by hand on DJL. */
  @Benchmark
  public double[] djl() {
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
      return new double[] {value.toDoubleArray()[0], slope[0]};
    }
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    manager.close();
  }
}
