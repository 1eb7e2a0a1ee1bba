package org.borch.tensor.trace;

import java.util.List;
import org.borch.tensor.Primitive;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/** Operations whose result is one of their inputs: x + 0, x · 1, a reshape to the same shape. */
final class Algebra {

  private Algebra() {}

  /** The input that the operation returns unchanged, or null. */
  static @Nullable Node simplify(Primitive primitive, List<Node> inputs, Spec result) {
    if (!(primitive instanceof Enum<?>)) {
      return null; // and has a label that takes time to write
    }
    Node same =
        switch (primitive.label()) {
          case "add" -> is(inputs.get(1), 0) ? inputs.get(0) : other(inputs, 0);
          case "sub" -> is(inputs.get(1), 0) ? inputs.get(0) : null;
          case "mul" -> is(inputs.get(1), 1) ? inputs.get(0) : other(inputs, 1);
          case "div" -> is(inputs.get(1), 1) ? inputs.get(0) : null;
          case "stop_gradient" -> inputs.get(0);
          default -> null;
        };
    return same != null && same.spec().equals(result) ? same : null;
  }

  private static @Nullable Node other(List<Node> inputs, double neutral) {
    return is(inputs.get(0), neutral) ? inputs.get(1) : null;
  }

  private static boolean is(Node node, double number) {
    return node instanceof Node.Constant constant && constant.isAll(number);
  }
}
