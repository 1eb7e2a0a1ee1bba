package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Primitive;
import org.jspecify.annotations.Nullable;

/** A graph computed once more on other arrays, some results being known, and its derivatives. */
final class Replay {

  private final Graph graph;

  /** Inputs are equal if they have the same number; all other nodes are equal to themselves. */
  private final Map<Node, BorchArray> values = new HashMap<>();

  /**
   * Computes all nodes.
   *
   * @param known what need not be computed
   */
  Replay(Graph graph, List<BorchArray> arguments, Map<Node, BorchArray> known) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      BorchArray value = known.get(node);
      if (value == null) {
        value = computed(node, arguments);
      }
      values.put(node, value);
    }
  }

  private BorchArray computed(Node node, List<BorchArray> arguments) {
    if (node instanceof Node.Input input) {
      return arguments.get(input.index());
    }
    if (node instanceof Node.Constant constant) {
      return constant.array();
    }
    Node.Operation operation = (Node.Operation) node;
    return BorchArray.apply(operation.primitive(), inputs(operation));
  }

  private BorchArray value(Node node) {
    return Objects.requireNonNull(values.get(node));
  }

  private List<BorchArray> inputs(Node.Operation operation) {
    return operation.inputs().stream().map(this::value).toList();
  }

  /**
   * The derivatives with respect to inputs, or null where they are zero.
   *
   * @param cotangents of the outputs; null stands for zero
   * @param needed of which inputs
   */
  List<@Nullable BorchArray> reverse(List<@Nullable BorchArray> cotangents, boolean[] needed) {
    Map<Node, BorchArray> arriving = new HashMap<>();
    for (int i = 0; i < cotangents.size(); i++) {
      add(arriving, graph.outputNodes().get(i), cotangents.get(i));
    }
    IdentityHashMap<Node, Boolean> wanted = wanted(needed);
    List<Node> nodes = graph.nodes();
    for (int n = nodes.size() - 1; n >= 0; n--) {
      BorchArray cotangent = arriving.get(nodes.get(n));
      if (cotangent == null
          || !(nodes.get(n) instanceof Node.Operation operation)
          || !wanted.containsKey(operation)) {
        continue;
      }
      boolean[] passes = new boolean[operation.inputs().size()];
      for (int i = 0; i < passes.length; i++) {
        passes[i] = wanted.containsKey(operation.inputs().get(i));
      }
      List<@Nullable BorchArray> passed =
          operation.primitive().derivatives(passes, cotangent, inputs(operation), value(operation));
      for (int i = 0; i < passes.length; i++) {
        add(arriving, operation.inputs().get(i), passed.get(i));
      }
    }
    List<@Nullable BorchArray> result = new ArrayList<>();
    for (int i = 0; i < needed.length; i++) {
      Node input = new Node.Input(i, graph.inputs().get(i));
      result.add(needed[i] ? arriving.get(input) : null);
    }
    return result;
  }

  private static void add(
      Map<Node, BorchArray> arriving, Node node, @Nullable BorchArray cotangent) {
    if (cotangent != null) {
      arriving.merge(node, cotangent, BorchArray::add);
    }
  }

  /** The nodes through which a needed input is reached. */
  private IdentityHashMap<Node, Boolean> wanted(boolean[] needed) {
    IdentityHashMap<Node, Boolean> wanted = new IdentityHashMap<>();
    for (Node node : graph.nodes()) {
      boolean reaches =
          node instanceof Node.Input input
              ? needed[input.index()]
              : node instanceof Node.Operation operation
                  && node.spec().type().isFloating()
                  && operation.inputs().stream().anyMatch(wanted::containsKey);
      if (reaches) {
        wanted.put(node, true);
      }
    }
    return wanted;
  }

  /**
   * The derivatives of the outputs in a direction, or null where they are zero.
   *
   * @param tangents of the inputs; null stands for zero
   */
  List<@Nullable BorchArray> forward(List<@Nullable BorchArray> tangents) {
    Map<Node, BorchArray> moving = new HashMap<>();
    for (Node node : graph.nodes()) {
      BorchArray tangent = null;
      if (node instanceof Node.Input input) {
        tangent = tangents.get(input.index());
      } else if (node instanceof Node.Operation operation && node.spec().type().isFloating()) {
        List<@Nullable BorchArray> directions = new ArrayList<>();
        operation.inputs().forEach(input -> directions.add(moving.get(input)));
        Primitive primitive = operation.primitive();
        if (directions.stream().anyMatch(Objects::nonNull)) {
          tangent = primitive.tangent(directions, inputs(operation), value(operation));
        }
      }
      if (tangent != null) {
        moving.put(node, tangent);
      }
    }
    List<@Nullable BorchArray> result = new ArrayList<>();
    graph.outputNodes().forEach(output -> result.add(moving.get(output)));
    return result;
  }
}
