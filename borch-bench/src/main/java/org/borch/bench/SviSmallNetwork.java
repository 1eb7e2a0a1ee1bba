package org.borch.bench;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.Loss;
import org.borch.Module;
import org.borch.nn.Linear;
import org.borch.tensor.ArrayMath;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Regression with a 13-50-1 network, minibatches of 32, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(20_000)
@Reference(benchmark = "svi.bnn_13_50_1", variant = "plain")
public class SviSmallNetwork extends SviNetwork {

  private final NetworkData data = new NetworkData(506, 13, 32, 0);

  private static final class Net extends Module<NDArray, NDArray> {
    private final Linear hidden = child("hidden", new Linear(13, 50));
    private final Linear out = child("out", new Linear(50, 1));

    @Override
    protected NDArray forward(NDArray x) {
      NDArray loc = out.call(ArrayMath.relu(hidden.call(x))).squeeze(1);
      return plate("row").rv("y", normal(loc, 0.5));
    }
  }

  @Override
  SviStep borch() {
    return new SviStep(
        new Net()
            .on(
                minibatches(data.inputs(), data.batch())
                    .plate("row")
                    .observing("y", data.labels())));
  }

  @Override
  DjlTraining training() {
    return new DjlTraining(data, 50, 1, Loss.l2Loss());
  }
}
