package org.borch.tensor.trace;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.Compiled;
import org.borch.tensor.jvm.Compiler;
import org.borch.tensor.jvm.FloatCompiled;
import org.borch.tensor.jvm.FloatMemory;
import org.borch.tensor.jvm.Memory;
import org.borch.tensor.jvm.Term;
import org.borch.tensor.jvm.TooLargeException;
import org.jspecify.annotations.Nullable;

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
    if (!Guards.areIn(graph)) {
      return compiled(graph, List.of(), single, false);
    }
    List<Node> watched = Guards.watched(graph);
    if (watched == null) {
      return compiled(graph, List.of(), single, true);
    }
    Program plain = compiled(graph, watched, single, false);
    if (!plain.isCompiled) {
      return plain;
    }
    WithGuards guarded = new WithGuards(graph, single);
    Supplier<Plan> plans = () -> plain.plan().unless(guarded::plan);
    return new Program(graph, single, plans, true);
  }

  /** The program that has its guards; it is made when it is first needed. */
  private static final class WithGuards {

    private final Graph graph;
    private final boolean single;
    private @Nullable Program program;

    WithGuards(Graph graph, boolean single) {
      this.graph = graph;
      this.single = single;
    }

    synchronized Plan plan() {
      Program made = program == null ? compiled(graph, List.of(), single, true) : program;
      program = made;
      return made.plan();
    }
  }

  private static Program compiled(Graph graph, List<Node> more, boolean single, boolean guarded) {
    try {
      int inputs = graph.inputs().size();
      List<List<Term>> results = Lowering.of(graph, more, single, guarded);
      List<Spec> all =
          Stream.concat(graph.outputNodes().stream(), more.stream()).map(Node::spec).toList();
      if (single) {
        FloatCompiled compiled = Compiler.compileFloats(inputs, results);
        return new Program(graph, true, () -> plan(graph, all, compiled), true);
      }
      Compiled compiled = Compiler.compile(inputs, results);
      return new Program(graph, false, () -> plan(graph, all, compiled), true);
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

  private static Plan plan(Graph graph, List<Spec> results, Compiled compiled) {
    double[][] inputs =
        graph.inputs().stream().map(spec -> new double[spec.size()]).toArray(double[][]::new);
    Memory memory = compiled.memory(inputs);
    Object[] outputs = new Object[results.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = memory.result(i);
    }
    return new Plan(graph, inputs, outputs, memory::run, memory::exchange);
  }

  private static Plan plan(Graph graph, List<Spec> results, FloatCompiled compiled) {
    Object[] inputs = Plan.buffers(graph.inputs(), true);
    FloatMemory memory = compiled.memory(inputs);
    Object[] outputs = new Object[results.size()];
    for (int i = 0; i < outputs.length; i++) {
      boolean floats = results.get(i).type() == DataType.FLOAT32;
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
