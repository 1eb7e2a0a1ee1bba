package org.borch.bench;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.SplittableRandom;
import org.borch.Module;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A line through 1,000 points, two parameters, minibatches of 20, float64. */
@State(Scope.Thread)
@OperationsPerInvocation(20_000)
@Reference(benchmark = "updates.line", variant = "plain")
public class UpdatesLine extends UpdateVariants {

  private static final int ROWS = 1_000;
  private static final int BATCH = 20;

  @Override
  RowLikelihood density() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = random.doubles(ROWS, -1, 1).toArray();
    double[] y = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      y[i] = 2 * x[i] - 1 + 0.5 * random.nextGaussian();
    }
    Module<NDArray, NDArray> line =
        Module.of(
            (m, in) -> {
              NDArray mean = m.rv("slope", normal(0, 1)).mul(in).add(m.rv("level", normal(0, 1)));
              return m.plate("row").rv("y", normal(mean, 0.5));
            });
    var rows = minibatches(BorchArray.of(x), BATCH).plate("row").observing("y", BorchArray.of(y));
    return JointDensity.of(line.on(rows).in(DataType.FLOAT64), Seed.of(1));
  }
}
