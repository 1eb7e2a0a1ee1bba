package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.borch.tensor.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where a graph needs its {@link Guard}s. A product of a zero derivative and an infinite slope is
 * no number, and neither is what is computed of it: a program without guards is as fast as can be,
 * and one look at its results tells whether it was right.
 */
final class Guards {

  private Guards() {}

  /** Whether a node is a guard. */
  static boolean isGuard(Node node) {
    return node instanceof Node.Operation operation && operation.primitive() instanceof Guard;
  }

  /** Whether a graph, or a loop in it, has one. */
  static boolean areIn(Graph graph) {
    return graph.nodes().stream().anyMatch(Guards::holds);
  }

  private static boolean holds(Node node) {
    return isGuard(node)
        || (node instanceof Node.Operation operation
            && operation.primitive() instanceof Loop loop
            && areIn(loop.body()));
  }

  /**
   * What a program without guards has to look at beside its results: what depends on a guard and
   * goes where a value that is no number is not seen any more, as in a comparison. Null if that
   * happens inside a loop.
   */
  static @Nullable List<Node> watched(Graph graph) {
    List<Node> watched = new ArrayList<>();
    IdentityHashMap<Node, Boolean> dependent = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      if (!(node instanceof Node.Operation operation)) {
        continue;
      }
      List<Node> inputs = operation.inputs().stream().filter(dependent::containsKey).toList();
      if (operation.primitive() instanceof Loop loop && hides(loop.body(), !inputs.isEmpty())) {
        return null;
      }
      if (hides(operation)) {
        watched.addAll(inputs);
      } else if (!inputs.isEmpty() || holds(node)) {
        dependent.put(node, true);
      }
    }
    return watched.stream().distinct().toList();
  }

  /** Whether a loop hides what its body's guards, or its inputs, would show. */
  private static boolean hides(Graph body, boolean fromOutside) {
    List<Node> watched = watched(body);
    return watched == null
        || !watched.isEmpty()
        || (fromOutside && body.nodes().stream().anyMatch(Guards::hidesNumber));
  }

  private static boolean hidesNumber(Node node) {
    return node instanceof Node.Operation operation
        && operation.inputs().stream().anyMatch(in -> in.spec().type().isFloating())
        && hides(operation);
  }

  private static boolean hides(Node.Operation operation) {
    return !operation.spec().type().isFloating() || !operation.primitive().keepsNaN();
  }

  /**
   * The guards that a program of the engine can do without, because no slope is infinite where the
   * arguments are finite, with what they guard.
   */
  static IdentityHashMap<Node, Node> needless(Graph graph) {
    IdentityHashMap<Node, Boolean> bounded = new IdentityHashMap<>();
    IdentityHashMap<Node, Node> needless = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      if (isBounded(node, bounded)) {
        bounded.put(node, true);
      }
      if (isGuard(node)) {
        Node product = product((Node.Operation) node);
        if (bounded.containsKey(product)) {
          needless.put(node, ((Node.Operation) node).inputs().get(0));
        }
      }
    }
    return needless;
  }

  private static Node product(Node.Operation guard) {
    return guard.inputs().get(guard.inputs().size() - 2);
  }

  private static boolean isBounded(Node node, IdentityHashMap<Node, Boolean> bounded) {
    if (node instanceof Node.Constant constant) {
      return constant.isFinite();
    }
    if (!(node instanceof Node.Operation operation) || isGuard(node)) {
      return true;
    }
    if (operation.primitive().label().equals("div")) {
      Node divisor = operation.inputs().get(1);
      return bounded.containsKey(operation.inputs().get(0))
          && divisor instanceof Node.Constant constant
          && constant.isFinite()
          && !constant.hasZero();
    }
    return operation.primitive().isBounded()
        && operation.inputs().stream().allMatch(bounded::containsKey);
  }

  /** What the results need when needless guards are left out, in order. */
  static List<Node> needed(Graph graph, IdentityHashMap<Node, Node> needless) {
    IdentityHashMap<Node, Boolean> wanted = new IdentityHashMap<>();
    graph.outputNodes().forEach(output -> wanted.put(output, true));
    List<Node> needed = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (wanted.containsKey(node)) {
        needed.add(node);
        Node instead = needless.get(node);
        if (instead != null) {
          wanted.put(instead, true);
        } else if (node instanceof Node.Operation operation) {
          operation.inputs().forEach(input -> wanted.put(input, true));
        }
      }
    }
    Collections.reverse(needed);
    return needed;
  }
}
