package org.borch.infer.vi;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.Scope;

/**
 * Parameters and optimiser state before a block of steps; its arrays die with the block's scope.
 */
final class Snapshot {

  private final Params params;
  private final Optimizer.State state;
  private NDArray values;
  private final Map<String, NDArray> moments = new LinkedHashMap<>();
  private int revision;

  Snapshot(Params params, Optimizer.State state) {
    this.params = params;
    this.state = state;
    this.values = params.flat().duplicate();
    this.revision = params.revision();
    state.arrays().forEach((name, moment) -> moments.put(name, moment.duplicate()));
  }

  /** Takes in parameters that a draw has just declared, and which have not been updated yet. */
  void extend(Scope step) {
    if (params.revision() != revision) {
      NDArray added = params.flat().get(new NDIndex("{}:", values.size()));
      values = step.keep(concat(0, values, added));
      revision = params.revision();
    }
  }

  /** Puts the values back and returns the state. */
  Optimizer.State restore() {
    params.update(values);
    moments.forEach(
        (name, moment) -> {
          long missing = params.size() - moment.size();
          NDArray zeros = values.get(new NDIndex("{}:", moment.size())).zerosLike();
          state.moment(name).update(missing == 0 ? moment : concat(0, moment, zeros));
        });
    return state;
  }
}
