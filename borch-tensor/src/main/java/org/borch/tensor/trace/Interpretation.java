package org.borch.tensor.trace;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.borch.tensor.HostKernel;
import org.borch.tensor.TracingException;

/** A graph run kernel by kernel, each on whole arrays. */
final class Interpretation {

  /** A kernel with the numbers of the buffers that it reads and writes. */
  private record Step(HostKernel kernel, List<Integer> inputs, int output) {}

  private final Graph graph;
  private final List<Step> steps = new ArrayList<>();
  private final IdentityHashMap<Node, Integer> buffers = new IdentityHashMap<>();

  Interpretation(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      buffers.put(node, buffers.size());
      if (node instanceof Node.Operation operation) {
        List<Integer> inputs = operation.inputs().stream().map(buffers::get).toList();
        steps.add(new Step(kernel(operation), inputs, buffer(node)));
      }
    }
  }

  /**
   * The kernel of an operation.
   *
   * @throws TracingException if it has none
   */
  static HostKernel kernel(Node.Operation operation) {
    return operation
        .primitive()
        .kernel(operation.inputs().stream().map(Node::spec).toList())
        .orElseThrow(
            () ->
                new TracingException(
                    "operation "
                        + operation.primitive().label()
                        + " has no kernel on Java arrays"));
  }

  private int buffer(Node node) {
    return Objects.requireNonNull(buffers.get(node));
  }

  /** A plan that reads these inputs. */
  Plan plan(double[][] inputs) {
    double[][] arrays = new double[graph.nodes().size()][];
    for (Node node : graph.nodes()) {
      arrays[buffer(node)] =
          node instanceof Node.Input input
              ? inputs[input.index()]
              : node instanceof Node.Constant constant
                  ? constant.values()
                  : new double[node.spec().size()];
    }
    HostKernel[] kernels = steps.stream().map(step -> step.kernel().own()).toArray(HostKernel[]::new);
    double[][][] arguments =
        steps.stream()
            .map(step -> step.inputs().stream().map(b -> arrays[b]).toArray(double[][]::new))
            .toArray(double[][][]::new);
    double[][] results = steps.stream().map(step -> arrays[step.output()]).toArray(double[][]::new);
    double[][] outputs =
        graph.outputNodes().stream().map(node -> arrays[buffer(node)]).toArray(double[][]::new);
    return new Plan(
        inputs,
        outputs,
        () -> {
          for (int i = 0; i < kernels.length; i++) {
            kernels[i].run(arguments[i], results[i]);
          }
        });
  }
}
