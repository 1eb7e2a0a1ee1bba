package org.borch.bench;

import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.borch.tensor.BorchArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of a logistic regression of generated data. */
@State(Scope.Thread)
public abstract class GradientLogistic {
  private final double[] x;
  private final double[] y;
  private final double[] at;
  private final double[] gradient;
  private final CompiledGradient compiled;

  /** Data of {@code n} rows and {@code d} columns. */
  GradientLogistic(int n, int d) {
    SplittableRandom random = new SplittableRandom(1);
    x = random.doubles((long) n * d, -1, 1).toArray();
    y = random.ints(n, 0, 2).asDoubleStream().toArray();
    at = random.doubles(d, -0.5, 0.5).toArray();
    gradient = new double[d];
    compiled = new CompiledGradient(q -> density(q, n, d), at, new Shape(d));
  }

  private NDArray density(List<NDArray> q, int n, int d) {
    NDArray logits = BorchArray.of(new Shape(n, d), x).matMul(q.get(0));
    NDArray likelihood = BorchArray.of(y).mul(logits).sub(softplus(logits)).sum();
    return likelihood.sub(square(q.get(0)).sum().div(2));
  }

  /** The loop of {@link HandWritten}. */
  @Benchmark
  public double hand() {
    return HandWritten.logistic(at, x, y, gradient);
  }

  /** Generated code. */
  @Benchmark
  public double jvm() {
    return compiled.run();
  }
}
