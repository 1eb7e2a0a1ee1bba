package org.borch.bench;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.takeAlong;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Value and gradient of a regression with 85 varying intercepts, of generated data with the shape
 * of the radon study: 919 rows, sorted by group.
 */
@State(Scope.Thread)
@Reference(benchmark = "gradient.radon", variant = "hand")
public class GradientRadon extends GradientComparison {
  private static final int ROWS = 919;
  private static final int GROUPS = 85;

  private final int[] group;
  private final double[] u;
  private final double[] floor;
  private final double[] y;
  private final double[] at;

  /** The data. */
  public GradientRadon() {
    SplittableRandom random = new SplittableRandom(2);
    group = random.ints(ROWS, 0, GROUPS).sorted().toArray();
    double[] uranium = random.doubles(GROUPS, -1, 1).toArray();
    u = Arrays.stream(group).mapToDouble(g -> uranium[g]).toArray();
    floor = random.ints(ROWS, 0, 2).asDoubleStream().toArray();
    y = random.doubles(ROWS, 0, 3).toArray();
    at = random.doubles(5 + GROUPS, -0.5, 0.5).toArray();
  }

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String name : List.of("mu", "logSigmaAlpha", "logSigmaY", "beta0", "beta1")) {
      shapes.put(name, new Shape());
    }
    shapes.put("z", new Shape(GROUPS));
    return ArrayDensity.of(shapes, q -> density(List.copyOf(q.values()))).withBackEnd(backEnd);
  }

  private NDArray density(List<NDArray> q) {
    NDArray mu = q.get(0);
    NDArray sigmaAlpha = exp(q.get(1));
    NDArray sigmaY = exp(q.get(2));
    NDArray beta0 = q.get(3);
    NDArray beta1 = q.get(4);
    NDArray z = q.get(5);
    NDArray prior =
        square(mu)
            .add(square(beta0))
            .add(square(beta1))
            .mul(-0.005)
            .sub(square(sigmaAlpha).add(square(sigmaY)).div(2))
            .add(q.get(1))
            .add(q.get(2))
            .sub(square(z).sum().div(2));
    NDArray groups = BorchArray.ofLongs(Arrays.stream(group).asLongStream().toArray());
    NDArray mean =
        mu.add(sigmaAlpha.mul(takeAlong(z, groups, 0)))
            .add(beta0.mul(BorchArray.of(u)))
            .add(beta1.mul(BorchArray.of(floor)));
    NDArray residual = BorchArray.of(y).sub(mean).div(sigmaY);
    return prior.sub(square(residual).div(2).add(q.get(2)).sum());
  }

  @Override
  double[] at() {
    return at;
  }

  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.radon(point, group, u, floor, y, slope);
  }
}
