package org.borch.tensor.trace;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;

/**
 * A graph prepared on the back-end of its {@link BackEndChoice}: a function of arrays. Any number
 * of threads may run it at once.
 */
public final class Executable {

  private final BackEndChoice choice;
  private final Function<List<BorchArray>, List<? extends NDArray>> body;
  private final List<Spec> inputs;

  private Executable(
      Graph graph, BackEndChoice choice, Function<List<BorchArray>, List<? extends NDArray>> body) {
    this.inputs = graph.inputs();
    this.choice = choice;
    this.body = body;
  }

  /** Prepares a graph on the back-end that the cost rule chooses for it. */
  public static Executable of(Graph graph) {
    return of(graph, BackEndChoice.of(graph));
  }

  /** Prepares a graph on a back-end. */
  public static Executable of(Graph graph, BackEndChoice choice) {
    return switch (choice.backEnd()) {
      case JVM -> new Executable(graph, choice, new OnJvm(Program.of(graph))::run);
      case TORCHSCRIPT -> new Executable(graph, choice, TorchProgram.of(graph)::run);
      case EAGER -> new Executable(graph, choice, graph::apply);
    };
  }

  /** Where it runs, and why. */
  public BackEndChoice choice() {
    return choice;
  }

  /**
   * Computes the results: in Java memory, or on the engine and then part of the running scope.
   *
   * @throws IllegalArgumentException if an argument has another shape or type than the graph's
   */
  public List<NDArray> run(List<? extends NDArray> arguments) {
    List<BorchArray> arrays = new ArrayList<>(arguments.size());
    arguments.forEach(argument -> arrays.add(BorchArray.wrap(argument)));
    List<Spec> specs = arrays.stream().map(BorchArray::spec).toList();
    if (!specs.equals(inputs)) {
      throw new IllegalArgumentException("arguments " + specs + ", expected " + inputs);
    }
    return List.copyOf(body.apply(arrays));
  }

  /** Plans that no thread is using at the moment. */
  private static final class OnJvm {

    private final Program program;
    private final Queue<Plan> idle = new ConcurrentLinkedQueue<>();

    OnJvm(Program program) {
      this.program = program;
    }

    List<BorchArray> run(List<BorchArray> arguments) {
      Plan waiting = idle.poll();
      Plan plan = waiting == null ? program.plan() : waiting;
      for (int i = 0; i < arguments.size(); i++) {
        plan.write(i, arguments.get(i));
      }
      plan.run();
      List<BorchArray> results = new ArrayList<>();
      for (int i = 0; i < program.graph().outputs().size(); i++) {
        results.add(plan.read(i));
      }
      idle.add(plan);
      return results;
    }
  }
}
