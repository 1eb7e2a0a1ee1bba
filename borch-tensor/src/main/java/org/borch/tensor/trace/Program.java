package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.Supplier;
import org.borch.tensor.jvm.Compiled;
import org.borch.tensor.jvm.Compiler;
import org.borch.tensor.jvm.FloatCompiled;
import org.borch.tensor.jvm.FloatMemory;
import org.borch.tensor.jvm.Memory;
import org.borch.tensor.jvm.Term;
import org.borch.tensor.jvm.TooLargeException;

/**
 * A graph prepared to run on Java arrays: as generated code or, where that would be too large, by
 * an interpreter. It computes in float32 if all floating numbers of the graph are of that type,
 * else in float64, with results of type float32 rounded. It holds no values that change; threads
 * share it and take a {@link Plan} each.
 */
public final class Program {

  private final Graph graph;
  private final boolean single;
  private final Supplier<Plan> plans;
  private final boolean isCompiled;

  private Program(Graph graph, boolean single, Supplier<Plan> plans, boolean isCompiled) {
    this.graph = graph;
    this.single = single;
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
    return of(graph, graph.isSinglePrecision());
  }

  /**
   * Prepares a graph in a chosen precision.
   *
   * @param single whether to compute with floats
   */
  static Program of(Graph graph, boolean single) {
    try {
      int inputs = graph.inputs().size();
      List<List<Term>> results = Lowering.of(graph, single);
      if (single) {
        FloatCompiled compiled = Compiler.compileFloats(inputs, results);
        return new Program(graph, true, () -> plan(graph, compiled), true);
      }
      Compiled compiled = Compiler.compile(inputs, results);
      return new Program(graph, false, () -> plan(graph, compiled), true);
    } catch (TooLargeException e) {
      return interpreted(graph, single);
    }
  }

  /** Prepares a graph without generating code: slower, and the oracle for generated code. */
  static Program interpreted(Graph graph) {
    return interpreted(graph, graph.isSinglePrecision());
  }

  static Program interpreted(Graph graph, boolean single) {
    return new Program(graph, single, new Interpretation(graph, single)::plan, false);
  }

  private static Plan plan(Graph graph, Compiled compiled) {
    double[][] inputs =
        graph.inputs().stream().map(spec -> new double[spec.size()]).toArray(double[][]::new);
    Memory memory = compiled.memory(inputs);
    Object[] outputs = new Object[graph.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = memory.result(i);
    }
    return new Plan(graph, inputs, outputs, memory::run, memory::exchange);
  }

  private static Plan plan(Graph graph, FloatCompiled compiled) {
    Object[] inputs = Plan.buffers(graph.inputs(), true);
    FloatMemory memory = compiled.memory(inputs);
    Object[] outputs = new Object[graph.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      boolean floats = graph.outputs().get(i).type() == DataType.FLOAT32;
      outputs[i] = floats ? memory.result(i) : memory.wholeResult(i);
    }
    return new Plan(graph, inputs, outputs, memory::run, memory::exchange);
  }

  /** A plan with buffers of its own, for one thread. */
  public Plan plan() {
    return plans.get();
  }

  /** What is run. */
  public Graph graph() {
    return graph;
  }

  /** Whether it runs as generated code, not by the interpreter. */
  public boolean isCompiled() {
    return isCompiled;
  }

  /** In what it computes and what its plans' buffers hold: float32 or float64. */
  public DataType precision() {
    return single ? DataType.FLOAT32 : DataType.FLOAT64;
  }
}
