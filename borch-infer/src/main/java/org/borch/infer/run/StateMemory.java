package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Storage;

/**
 * Where a state lies on the engine's device from step to step, outside of any scope. Two sets of
 * memory take turns, a block each, so that the state before a block is whole until the next one.
 */
final class StateMemory {

  private Map<String, Storage> written = new HashMap<>();
  private Map<String, Storage> other = new HashMap<>();

  /** From now on writes into the set that the state of the last block is not in. */
  void turn() {
    Map<String, Storage> last = written;
    written = other;
    other = last;
  }

  /**
   * The next state in this memory.
   *
   * @param now the state that was given to the step; an array that the step has left alone stays
   * @param next as the step has made it
   */
  FlatState write(FlatState now, FlatState next) {
    Map<String, NDArray> apart = new LinkedHashMap<>(next.arrays());
    // An array under another name than before would be overwritten before it is read.
    apart.replaceAll(
        (name, array) -> now.arrays().get(name) != array && isIn(now, array) ? copy(array) : array);
    apart.replaceAll(
        (name, array) -> now.arrays().get(name) == array ? array : stored(name, array));
    return new FlatState(apart, next.step());
  }

  private static boolean isIn(FlatState state, NDArray array) {
    return state.arrays().values().stream().anyMatch(known -> known == array);
  }

  private static NDArray copy(NDArray array) {
    return array.duplicate();
  }

  private NDArray stored(String name, NDArray values) {
    Storage known = written.get(name);
    if (known != null
        && BorchArray.wrap(known.array()).spec().equals(BorchArray.wrap(values).spec())) {
      known.set(values);
      return known.array();
    }
    // SavedState of another size is freed when no state has it any more.
    Storage made = Storage.copyOf(values, name + " of a state");
    written.put(name, made);
    return made.array();
  }
}
