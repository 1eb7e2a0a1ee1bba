package org.borch.bench;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.categoricalLogits;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.Loss;
import org.borch.Module;
import org.borch.nn.Linear;
import org.borch.tensor.ArrayMath;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Classification with a 784-400-10 network, minibatches of 128, float32. */
@State(Scope.Thread)
@OperationsPerInvocation(1_000)
@Reference(benchmark = "svi.bnn_784_400_10", variant = "plain")
public class SviLargeNetwork extends SviNetwork {

  private final NetworkData data = new NetworkData(6_400, 784, 128, 10);

  private static final class Net extends Module<NDArray, NDArray> {
    private final Linear hidden = child("hidden", new Linear(784, 400));
    private final Linear out = child("out", new Linear(400, 10));

    @Override
    protected NDArray forward(NDArray x) {
      NDArray logits = out.call(ArrayMath.relu(hidden.call(x)));
      return plate("row").rv("label", categoricalLogits(logits));
    }
  }

  @Override
  SviStep borch() {
    return new SviStep(
        new Net()
            .on(
                minibatches(data.inputs(), data.batch())
                    .plate("row")
                    .observing("label", data.labels())));
  }

  @Override
  DjlTraining training() {
    return new DjlTraining(data, 400, 10, Loss.softmaxCrossEntropyLoss());
  }
}
