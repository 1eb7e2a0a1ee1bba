package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.borch.Params;
import org.borch.tensor.ArrayMath;

/**
 * Any optimiser of DJL, with its own learning-rate tracker; each parameter keeps its name there.
 * Slower than borch's own, and not resumable, because DJL hides the moments: {@link
 * Optimizer.State#save} holds only the number of steps. DJL's PyTorch engine has Sgd, Adam and
 * AdamW; the others throw UnsupportedOperationException. An instance of DJL's class serves one run
 * only.
 *
 * @param optimizer of DJL
 */
public record DjlOptimizer(ai.djl.training.optimizer.Optimizer optimizer) implements Optimizer {

  /** No: DJL's class has the moments. */
  @Override
  public boolean isPure() {
    return false;
  }

  @Override
  public State init(Params params) {
    return State.of(params);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    state.requireFits(params, gradient);
    state.requireOneStep("DJL's optimisers keep their moments in arrays of the engine");
    // DJL makes its moments on the way, in whatever scope is open: a fresh thread has none.
    CompletableFuture<Void> step =
        CompletableFuture.runAsync(
            () -> step(params, gradient), task -> new Thread(task, "DJL optimizer").start());
    try {
      step.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    return state.next();
  }

  private void step(Params params, NDArray gradient) {
    NDArray[] updated = new NDArray[params.names().size()];
    int next = 0;
    for (String name : params.names()) {
      NDIndex range =
          new NDIndex()
              .addSliceDim(params.offset(name), params.offset(name) + params.shape(name).size());
      NDArray weight = params.flat().get(range).duplicate();
      optimizer.update(name, weight, gradient.get(range));
      updated[next++] = weight;
    }
    params.update(ArrayMath.concat(0, updated));
  }
}
