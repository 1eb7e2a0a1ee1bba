package org.borch.bench;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.categoricalLogits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.Module;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.joint.JointDensity;
import org.borch.nn.Linear;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Seed;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A 784-400-400-10 network, minibatches of 128, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(40)
@Reference(benchmark = "updates.784_400_400_10", variant = "plain")
public class UpdatesNetwork extends UpdateVariants {

  private final NetworkData data = new NetworkData(6_400, 784, 128, 10);

  private static final class Net extends Module<NDArray, NDArray> {
    private final Linear first = child("first", new Linear(784, 400));
    private final Linear second = child("second", new Linear(400, 400));
    private final Linear out = child("out", new Linear(400, 10));

    @Override
    protected NDArray forward(NDArray x) {
      NDArray hidden = ArrayMath.relu(second.call(ArrayMath.relu(first.call(x))));
      return plate("row").rv("label", categoricalLogits(out.call(hidden)));
    }
  }

  @Override
  RowLikelihood density() {
    var rows =
        minibatches(data.inputs(), data.batch()).plate("row").observing("label", data.labels());
    return JointDensity.of(new Net().on(rows).in(DataType.FLOAT32), Seed.of(1));
  }
}
