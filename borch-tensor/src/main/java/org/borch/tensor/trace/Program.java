package org.borch.tensor.trace;

import java.util.function.Function;
import org.borch.tensor.trace.jvm.Compiled;
import org.borch.tensor.trace.jvm.Compiler;
import org.borch.tensor.trace.jvm.Memory;
import org.borch.tensor.trace.jvm.TooLargeException;

/**
 * A graph prepared to run on Java arrays in float64: as generated code or, where that would be too
 * large, by an interpreter. It holds no values that change; threads share it and take a {@link
 * Plan} each.
 */
public final class Program {

  private final Graph graph;
  private final Function<double[][], Plan> plans;
  private final boolean isCompiled;

  private Program(Graph graph, Function<double[][], Plan> plans, boolean isCompiled) {
    this.graph = graph;
    this.plans = plans;
    this.isCompiled = isCompiled;
  }

  /**
   * Prepares a graph.
   *
   * @throws org.borch.tensor.TracingException if an operation has no kernel on Java arrays; the
   *     message names it
   */
  public static Program of(Graph graph) {
    try {
      Compiled compiled = Compiler.compile(graph.inputs().size(), Lowering.of(graph));
      return new Program(graph, inputs -> plan(graph, compiled.memory(inputs), inputs), true);
    } catch (TooLargeException e) {
      return interpreted(graph);
    }
  }

  /** Prepares a graph without generating code: slower, and the oracle for generated code. */
  static Program interpreted(Graph graph) {
    return new Program(graph, new Interpretation(graph)::plan, false);
  }

  private static Plan plan(Graph graph, Memory memory, double[][] inputs) {
    double[][] outputs = new double[graph.outputs().size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = memory.result(i);
    }
    return new Plan(inputs, outputs, memory::run);
  }

  /** A plan with buffers of its own, for one thread. */
  public Plan plan() {
    return plans.apply(
        graph.inputs().stream().map(spec -> new double[spec.size()]).toArray(double[][]::new));
  }

  /** What is run. */
  public Graph graph() {
    return graph;
  }

  /** Whether it runs as generated code, not by the interpreter. */
  public boolean isCompiled() {
    return isCompiled;
  }
}
