package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.borch.tensor.Layout;
import org.borch.tensor.Spec;

/**
 * What a loop emits for its derivatives: the carry before each step, and the results that are dear
 * to compute again. Sums, products and moves are cheaper to repeat than to store and to read.
 */
final class Remembered {

  private static final Set<String> CHEAP =
      Set.of(
          "add",
          "sub",
          "mul",
          "div",
          "neg",
          "square",
          "abs",
          "sign",
          "maximum",
          "minimum",
          "relu",
          "floor",
          "ceil",
          "round",
          "trunc",
          "stop_gradient",
          "eq",
          "neq",
          "gt",
          "gte",
          "lt",
          "lte",
          "and",
          "or",
          "xor",
          "where");

  private Remembered() {}

  /**
   * A body that emits such results, too; what it emitted already comes first.
   *
   * @param varying the number of inputs, from the first, that differ from step to step
   */
  static Graph in(Graph body, int carries, int varying) {
    List<Node> outputs = new ArrayList<>(body.outputNodes());
    Set<Node> emitted = new HashSet<>(outputs.subList(carries, outputs.size()));
    for (int i = 0; i < carries; i++) {
      Node carry = new Node.Input(i, body.inputs().get(i));
      if (emitted.add(carry)) {
        outputs.add(carry);
      }
    }
    Set<Node> changing = new HashSet<>();
    for (Node node : body.nodes()) {
      if (node instanceof Node.Input input && input.index() < varying) {
        changing.add(node);
      } else if (node instanceof Node.Operation operation
          && operation.inputs().stream().anyMatch(changing::contains)) {
        changing.add(node);
        boolean fits = node.spec().type() == outputs.get(0).spec().type();
        if (fits && isDear(operation) && emitted.add(node)) {
          outputs.add(node);
        }
      }
    }
    return new Graph(body.inputs(), outputs);
  }

  private static boolean isDear(Node.Operation operation) {
    List<Spec> specs = operation.inputs().stream().map(Node::spec).toList();
    Layout layout =
        operation.primitive().layout(specs, Collections.nCopies(specs.size(), (double[]) null));
    if (layout instanceof Layout.Elementwise elementwise) {
      return !CHEAP.contains(elementwise.function());
    }
    return !(layout instanceof Layout.Gather
        || (layout instanceof Layout.Groups groups
            && groups.combination() == Layout.Combination.SUM));
  }
}
