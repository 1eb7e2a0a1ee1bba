package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;

/**
 * Steps as operations of the engine, one after the other. Inside a block nothing is read on the
 * host.
 */
final class EagerSteps implements Steps {

  private final SviStep step;
  private final Params params;

  EagerSteps(SviStep step) {
    this.step = step;
    this.params = step.params();
  }

  @Override
  public Optional<Optimizer.State> run(
      Optimizer.State state, LossHistory history, int end, double baseline) {
    try (Scope scope = Scope.open()) {
      NDArray constant = BorchArray.scalar(baseline, params.type());
      Snapshot before = new Snapshot(params, state);
      Optimizer.State now = state;
      List<NDArray> losses = new ArrayList<>();
      for (int i = history.size(); i < end; i++) {
        try (Scope own = Scope.open()) {
          NDArray loss = step.loss(step.seed().at(i), constant);
          before.extend(own);
          now = step.optimizer().update(now, params, params.gradient(loss));
          losses.add(own.keep(loss));
        }
      }
      double[] values = BorchArray.wrap(stack(0, losses.toArray(new NDArray[0]))).values();
      if (allFinite(values) && allFinite(BorchArray.wrap(params.flat().sum()).values())) {
        history.addAll(values);
        return Optional.of(now);
      }
      before.restore();
      return Optional.empty();
    }
  }

  static boolean allFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
