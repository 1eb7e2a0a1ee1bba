package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import java.util.SplittableRandom;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Two chains: the gradient of a logistic regression in one thread and in two at once, each with a
 * plan of its own. The table has the speed-up, too.
 */
@State(Scope.Benchmark)
@Reference(benchmark = "threads.logistic_1000x25", variant = "hand")
public class TwoThreads {

  static final String SUFFIX = "InTwoThreads";

  private static final int ROWS = 1_000;
  private static final int COLUMNS = 25;

  private final double[] x;
  private final double[] y;
  private final double[] at;
  private final LogDensity density;

  /** Generated data. */
  public TwoThreads() {
    SplittableRandom random = new SplittableRandom(1);
    x = random.doubles((long) ROWS * COLUMNS, -1, 1).toArray();
    y = random.ints(ROWS, 0, 2).asDoubleStream().toArray();
    at = random.doubles(COLUMNS, -0.5, 0.5).toArray();
    density = ArrayDensity.of(COLUMNS, this::density).withBackEnd(BackEnd.JVM);
  }

  private NDArray density(NDArray beta) {
    NDArray logits = BorchArray.of(new Shape(ROWS, COLUMNS), x).matMul(beta);
    NDArray likelihood = BorchArray.of(y).mul(logits).sub(ArrayMath.softplus(logits)).sum();
    return likelihood.sub(ArrayMath.square(beta).sum().div(2));
  }

  /** A thread's own memory. */
  @State(Scope.Thread)
  public static class Chain {

    private final double[] gradient = new double[COLUMNS];
    private LogDensity.@Nullable Evaluator plan;

    /** Makes the plan. */
    @Setup(Level.Trial)
    public void setUp(TwoThreads shared) {
      plan = shared.density.evaluator();
    }

    double run(double[] point) {
      return Objects.requireNonNull(plan).valueAndGradient(point, gradient);
    }
  }

  /** By hand, in one thread. */
  @Benchmark
  @Threads(1)
  public double hand(Chain chain) {
    return HandWritten.logistic(at, x, y, chain.gradient);
  }

  /** By hand, in two. */
  @Benchmark
  @Threads(2)
  public double handInTwoThreads(Chain chain) {
    return HandWritten.logistic(at, x, y, chain.gradient);
  }

  /** Generated code, in one thread. */
  @Benchmark
  @Threads(1)
  public double jvm(Chain chain) {
    return chain.run(at);
  }

  /** Generated code, in two. */
  @Benchmark
  @Threads(2)
  public double jvmInTwoThreads(Chain chain) {
    return chain.run(at);
  }
}
