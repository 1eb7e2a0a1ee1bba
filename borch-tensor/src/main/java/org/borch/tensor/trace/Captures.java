package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Primitive;
import org.borch.tensor.TraceLevel;

/**
 * The arrays from outside that a traced function uses: those of outer tapes, traces and batches,
 * and those of the engine. They become inputs after the function's own. What the function computes
 * of such arrays alone is computed outside, once.
 */
final class Captures {

  private record Call(Primitive primitive, List<Object> inputs) {}

  private final int first;
  private final List<BorchArray> arrays = new ArrayList<>();
  private final Map<Object, Node.Input> inputs = new HashMap<>();
  private final Map<Call, BorchArray> known = new HashMap<>();

  /**
   * Nothing yet.
   *
   * @param first the number of the function's own inputs
   */
  Captures(int first) {
    this.first = first;
  }

  /** Whether an array that the function did not compute is more than a constant. */
  static boolean isOutside(BorchArray array) {
    return !array.isHost();
  }

  /** The arrays, in the order of their inputs. */
  List<BorchArray> arrays() {
    return List.copyOf(arrays);
  }

  Node input(BorchArray array) {
    return inputs.computeIfAbsent(
        identity(array),
        key -> {
          arrays.add(array);
          return new Node.Input(first + arrays.size() - 1, array.spec());
        });
  }

  BorchArray computed(Primitive primitive, List<BorchArray> arguments, TraceLevel level) {
    Call call = new Call(primitive, arguments.stream().map(Captures::identity).toList());
    BorchArray result = known.get(call);
    if (result == null) {
      result = level.outside(() -> BorchArray.apply(primitive, arguments));
      known.put(call, result);
    }
    return result;
  }

  /** Objects around one value of an interpreter are one array. */
  private static Object identity(BorchArray array) {
    Object lifted = array.lifting();
    return lifted == null ? array : lifted;
  }
}
