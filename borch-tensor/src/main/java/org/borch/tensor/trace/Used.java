package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inputs that the body of a loop needs: all that it carries, and what it uses of the others.
 *
 * @param inputs their numbers
 * @param rows how many of them are given by row
 */
record Used(List<Integer> inputs, int rows) {

  static Used of(Graph body, int carries, int rows) {
    Set<Integer> found =
        body.nodes().stream()
            .filter(Node.Input.class::isInstance)
            .map(node -> ((Node.Input) node).index())
            .collect(Collectors.toSet());
    List<Integer> inputs = new ArrayList<>();
    int byRow = 0;
    for (int i = 0; i < body.inputs().size(); i++) {
      if (i < carries || found.contains(i)) {
        inputs.add(i);
        byRow += i >= carries && i < carries + rows ? 1 : 0;
      }
    }
    return new Used(inputs, byRow);
  }
}
