package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.Formula;
import org.borch.tensor.jvm.Formulas;
import org.borch.tensor.jvm.Layout;
import org.borch.tensor.jvm.Op;

/**
 * What a loop emits for its derivatives: the carry before each step, and the results that are dear
 * to compute again. Sums, products and moves are cheaper to repeat than to store and to read.
 */
final class Remembered {

  private static final Set<Formula> CHEAP =
      Set.of(
          Op.ADD,
          Op.SUB,
          Op.MUL,
          Op.DIV,
          Op.NEG,
          Op.SQUARE,
          Op.ABS,
          Op.SIGN,
          Op.MAXIMUM,
          Op.MINIMUM,
          Formulas.RELU,
          Formulas.GUARD,
          Formulas.GUARD_CHANGE,
          Op.FLOOR,
          Op.CEIL,
          Op.ROUND,
          Op.TRUNC,
          Formulas.SAME,
          Op.EQ,
          Op.NEQ,
          Op.GT,
          Op.GTE,
          Op.LT,
          Op.LTE,
          Op.AND,
          Op.OR,
          Op.XOR,
          Op.WHERE);

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
      return !CHEAP.contains(elementwise.formula());
    }
    return !(layout instanceof Layout.Gather
        || (layout instanceof Layout.Groups groups
            && groups.combination() == Layout.Combination.SUM));
  }
}
