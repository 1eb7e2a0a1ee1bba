package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.borch.tensor.TracingException;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.number.Precision;

/** A graph run kernel by kernel, each on whole arrays. */
final class Interpretation {

  /** A kernel with the numbers of the buffers that it reads and writes. */
  private record Step(HostKernel kernel, List<Integer> inputs, int output) {}

  private final Graph graph;
  private final boolean single;
  private final List<Step> steps = new ArrayList<>();
  private final IdentityHashMap<Node, Integer> buffers = new IdentityHashMap<>();

  /**
   * An interpreter.
   *
   * @param single whether arguments and results of type float32 have buffers of floats
   */
  Interpretation(Graph graph, boolean single) {
    this.graph = graph;
    this.single = single;
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

  /** A plan with buffers of its own. It computes in doubles, also what it rounds to floats. */
  Plan plan() {
    Object[] inputs = Plan.buffers(graph.inputs(), single);
    Object[] outputs = Plan.buffers(graph.outputs(), single);
    double[][] arrays = new double[graph.nodes().size()][];
    for (Node node : graph.nodes()) {
      arrays[buffer(node)] =
          node instanceof Node.Input input && inputs[input.index()] instanceof double[] doubles
              ? doubles
              : node instanceof Node.Constant constant
                  ? constant.values()
                  : new double[node.spec().size()];
    }
    HostKernel[] kernels =
        steps.stream().map(step -> step.kernel().own()).toArray(HostKernel[]::new);
    double[][][] arguments =
        steps.stream()
            .map(step -> step.inputs().stream().map(b -> arrays[b]).toArray(double[][]::new))
            .toArray(double[][][]::new);
    double[][] results = steps.stream().map(step -> arrays[step.output()]).toArray(double[][]::new);
    return new Plan(
        graph,
        inputs,
        outputs,
        () -> {
          readFloats(inputs, arrays);
          for (int i = 0; i < kernels.length; i++) {
            kernels[i].run(arguments[i], results[i]);
          }
          writeResults(arrays, outputs);
        },
        (output, input) -> false);
  }

  private void readFloats(Object[] inputs, double[][] arrays) {
    for (int b = 0; b < arrays.length; b++) {
      if (graph.nodes().get(b) instanceof Node.Input input
          && inputs[input.index()] instanceof float[] floats) {
        Precision.widen(floats, arrays[b]);
      }
    }
  }

  private void writeResults(double[][] arrays, Object[] outputs) {
    for (int i = 0; i < outputs.length; i++) {
      Node node = graph.outputNodes().get(i);
      double[] values = arrays[buffer(node)];
      if (outputs[i] instanceof float[] floats) {
        Precision.narrow(values, floats);
      } else if (node.spec().type() == DataType.FLOAT32) {
        Precision.round(values, (double[]) outputs[i]);
      } else {
        System.arraycopy(values, 0, outputs[i], 0, values.length);
      }
    }
  }
}
