package org.borch.bench;

import java.util.Arrays;
import java.util.Locale;
import org.borch.infer.density.LogDensity;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Value and gradient of a log density at one point: by hand, and by borch on each back-end. What
 * borch computes is compared with the hand-written result before it is timed.
 */
@State(Scope.Thread)
public abstract class GradientComparison {

  private double[] at = {};
  private double[] gradient = {};
  private LogDensity.@Nullable Evaluator evaluator;

  /** The density; made once for each variant. */
  abstract LogDensity density(@Nullable BackEnd backEnd);

  /** The point. */
  abstract double[] at();

  /** The loop of {@link HandWritten}. */
  abstract double hand(double[] point, double[] slope);

  /** What the hand-written value lacks: constants of the data. */
  double dropped() {
    return 0;
  }

  /** The gradient that borch must find; by the hand-written loop if that has one. */
  double[] expectedGradient() {
    double[] slope = new double[at.length];
    hand(at, slope);
    return slope;
  }

  /** Relative to the largest number of the gradient. */
  double tolerance() {
    return 1e-11;
  }

  /** Makes what the variant needs, and nothing else. */
  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark) {
    at = at();
    gradient = new double[at.length];
    String name = benchmark.getBenchmark();
    switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "jvm" -> prepare(BackEnd.JVM);
      case "torchscript" -> prepare(BackEnd.TORCHSCRIPT);
      case "eager" -> prepare(BackEnd.EAGER);
      case "chosen" -> prepare(null);
      default -> {}
    }
  }

  private void prepare(@Nullable BackEnd backEnd) {
    evaluator = density(backEnd).evaluator();
    double[] value = {run()};
    requireClose("value", value, new double[] {hand(at, new double[at.length]) + dropped()});
    requireClose("gradient", gradient, expectedGradient());
  }

  private void requireClose(String what, double[] computed, double[] expected) {
    double largest = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(computed[i] - expected[i]) <= tolerance() * largest)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s: borch computed %s, expected %s",
                what,
                Arrays.toString(computed),
                Arrays.toString(expected)));
      }
    }
  }

  private double run() {
    LogDensity.Evaluator own = evaluator;
    if (own == null) {
      throw new IllegalStateException("setUp has made no evaluator");
    }
    return own.valueAndGradient(at, gradient);
  }

  /** By hand. */
  @Benchmark
  public double hand() {
    return hand(at, gradient);
  }

  /** Generated code. */
  @Benchmark
  public double jvm() {
    return run();
  }

  /** A TorchScript program. */
  @Benchmark
  public double torchscript() {
    return run();
  }

  /** What the cost rule chooses. */
  @Benchmark
  public double chosen() {
    return run();
  }

  /** One operation of the engine after the other. */
  @Benchmark
  public double eager() {
    return run();
  }
}
