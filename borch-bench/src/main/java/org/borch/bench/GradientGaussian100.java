package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.borch.tensor.BorchArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of a normal density of 100 dimensions with a full precision matrix. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.gaussian_100", variant = "hand")
public class GradientGaussian100 {
  private static final int DIMENSIONS = 100;

  private final double[] precision = new double[DIMENSIONS * DIMENSIONS];
  private final double[] at;
  private final double[] gradient = new double[DIMENSIONS];
  private final CompiledGradient compiled;

  /** A diagonally dominant precision. */
  public GradientGaussian100() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < DIMENSIONS; i++) {
      for (int j = 0; j < i; j++) {
        double both = random.nextDouble();
        precision[i * DIMENSIONS + j] = both;
        precision[j * DIMENSIONS + i] = both;
      }
      precision[i * DIMENSIONS + i] = DIMENSIONS;
    }
    at = random.doubles(DIMENSIONS, -1, 1).toArray();
    compiled = new CompiledGradient(this::density, at, new Shape(DIMENSIONS));
  }

  private NDArray density(List<NDArray> q) {
    NDArray x = q.get(0);
    NDArray matrix = BorchArray.of(new Shape(DIMENSIONS, DIMENSIONS), precision);
    return x.mul(matrix.matMul(x)).sum().div(-2);
  }

  /** The loop of {@link HandWritten}. */
  @Benchmark
  public double hand() {
    return HandWritten.gaussian(at, precision, gradient);
  }

  /** Generated code. */
  @Benchmark
  public double jvm() {
    return compiled.run();
  }
}
