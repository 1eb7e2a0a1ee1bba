package org.borch.tensor.trace;

import java.util.List;
import org.borch.tensor.trace.jvm.Compiled;
import org.borch.tensor.trace.jvm.Compiler;
import org.borch.tensor.trace.jvm.Memory;
import org.borch.tensor.trace.jvm.TooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * A graph prepared to run on Java arrays in float64: as generated code or, where that would be too
 * large, by an interpreter. It holds no values that change; threads share it and take a {@link
 * Plan} each.
 */
public final class Program {

  private final Graph graph;
  private final Interpretation interpretation;
  private final @Nullable Compiled compiled;

  private Program(Graph graph, boolean compile) {
    this.graph = graph;
    this.interpretation = new Interpretation(graph);
    this.compiled = compile ? compiled(graph) : null;
  }

  /**
   * Prepares a graph.
   *
   * @throws org.borch.tensor.TracingException if an operation has no kernel on Java arrays; the
   *     message names it
   */
  public static Program of(Graph graph) {
    return new Program(graph, true);
  }

  /** Prepares a graph without generating code: slower, and the oracle for generated code. */
  static Program interpreted(Graph graph) {
    return new Program(graph, false);
  }

  private static @Nullable Compiled compiled(Graph graph) {
    try {
      return Compiler.compile(graph.inputs().size(), Lowering.of(graph));
    } catch (TooLargeException e) {
      return null;
    }
  }

  /** A plan with buffers of its own, for one thread. */
  public Plan plan() {
    double[][] inputs =
        graph.inputs().stream().map(spec -> new double[spec.size()]).toArray(double[][]::new);
    if (compiled == null) {
      return interpretation.plan(inputs);
    }
    Memory memory = compiled.memory(inputs);
    List<double[]> outputs =
        java.util.stream.IntStream.range(0, graph.outputs().size())
            .mapToObj(memory::result)
            .toList();
    return new Plan(inputs, outputs.toArray(double[][]::new), memory::run);
  }

  /** What is run. */
  public Graph graph() {
    return graph;
  }

  /** Whether it runs as generated code, not by the interpreter. */
  public boolean isCompiled() {
    return compiled != null;
  }
}
