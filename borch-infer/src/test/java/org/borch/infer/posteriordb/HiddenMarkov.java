package org.borch.infer.posteriordb;

import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.constraint.Constraints.positiveOrdered;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/** Two hidden states with normal emissions, summed out by the forward algorithm. */
final class HiddenMarkov extends Module<NDArray, NDArray> {

  static Model<?, ?> of(Data data) {
    return new HiddenMarkov().on(data.array("y"));
  }

  @Override
  protected NDArray forward(NDArray y) {
    NDArray theta1 = rv("theta1", dirichlet(1, 1));
    NDArray theta2 = rv("theta2", dirichlet(1, 1));
    NDArray mu = rv("mu", restricted(normal(BorchArray.of(3.0, 10), 1), positiveOrdered()));

    NDArray transition = log(stack(0, theta1, theta2)); // [from, to]
    NDArray emission = normal(mu, 1).logProb(y.expandDims(1)); // [time, state]
    NDArray last =
        scan(
                (int) y.size() - 1,
                List.of(emission.get(0)),
                List.of(emission.get("1:")),
                (state, row) -> {
                  NDArray paths = state.get(0).expandDims(1).add(transition);
                  return next(logSumExp(paths, 0).add(row.get(0)));
                })
            .carry()
            .get(0);
    factor("y", logSumExp(last));
    return last;
  }
}
