package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of a normal density of 100 dimensions with a full precision matrix. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.gaussian_100", variant = "hand")
public class GradientGaussian100 extends GradientComparison {
  private static final int DIMENSIONS = 100;

  private final double[] precision = new double[DIMENSIONS * DIMENSIONS];
  private final double[] at;

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
  }

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    return ArrayDensity.of(DIMENSIONS, this::density).withBackEnd(backEnd);
  }

  private NDArray density(NDArray x) {
    NDArray matrix = BorchArray.of(new Shape(DIMENSIONS, DIMENSIONS), precision);
    return x.mul(matrix.matMul(x)).sum().div(-2);
  }

  @Override
  double[] at() {
    return at;
  }

  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.gaussian(point, precision, slope);
  }
}
