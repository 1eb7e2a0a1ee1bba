package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.borch.tensor.HostKernel;
import org.borch.tensor.TracingException;

/**
 * A graph prepared to run on Java arrays in float64. It holds no values that change; threads share
 * it and take a {@link Plan} each.
 */
public final class Program {

  /** A kernel with the numbers of the buffers that it reads and writes. */
  record Step(HostKernel kernel, List<Integer> inputs, int output) {}

  private final Graph graph;
  private final List<Step> steps = new ArrayList<>();
  private final IdentityHashMap<Node, Integer> buffers = new IdentityHashMap<>();

  private Program(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      buffers.put(node, buffers.size());
      if (node instanceof Node.Operation operation) {
        HostKernel kernel =
            operation
                .primitive()
                .kernel(operation.inputs().stream().map(Node::spec).toList())
                .orElseThrow(
                    () ->
                        new TracingException(
                            "operation "
                                + operation.primitive().label()
                                + " has no kernel on Java arrays"));
        List<Integer> inputs = operation.inputs().stream().map(buffers::get).toList();
        steps.add(new Step(kernel, inputs, buffers.get(node)));
      }
    }
  }

  /**
   * Prepares a graph.
   *
   * @throws TracingException if an operation has no kernel on Java arrays; the message names it
   */
  public static Program of(Graph graph) {
    return new Program(graph);
  }

  /** A plan with buffers of its own, for one thread. */
  public Plan plan() {
    return new Plan(this);
  }

  /** What is run. */
  public Graph graph() {
    return graph;
  }

  List<Step> steps() {
    return steps;
  }

  int buffer(Node node) {
    return Objects.requireNonNull(buffers.get(node));
  }
}
