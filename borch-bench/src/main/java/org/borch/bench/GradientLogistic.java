package org.borch.bench;

import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;

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

/** Value and gradient of a logistic regression of generated data. */
@State(Scope.Thread)
public abstract class GradientLogistic extends GradientComparison {
  private final double[] x;
  private final double[] y;
  private final double[] at;
  private final int rows;
  private final int columns;

  /** Data of {@code n} rows and {@code d} columns. */
  GradientLogistic(int n, int d) {
    SplittableRandom random = new SplittableRandom(1);
    x = random.doubles((long) n * d, -1, 1).toArray();
    y = random.ints(n, 0, 2).asDoubleStream().toArray();
    at = random.doubles(d, -0.5, 0.5).toArray();
    rows = n;
    columns = d;
  }

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    return ArrayDensity.of(columns, this::density).withBackEnd(backEnd);
  }

  private NDArray density(NDArray beta) {
    NDArray logits = BorchArray.of(new Shape(rows, columns), x).matMul(beta);
    NDArray likelihood = BorchArray.of(y).mul(logits).sub(softplus(logits)).sum();
    return likelihood.sub(square(beta).sum().div(2));
  }

  @Override
  double[] at() {
    return at;
  }

  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.logistic(point, x, y, slope);
  }
}
