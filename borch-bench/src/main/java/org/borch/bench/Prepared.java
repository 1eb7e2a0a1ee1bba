package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is ready to run at given arguments, once for each of several last ones. On the JVM
 * its results have buffers already.
 */
final class Prepared implements AutoCloseable {

  private final Runnable body;
  private final @Nullable NDManager manager;

  private Prepared(Runnable body, @Nullable NDManager manager) {
    this.body = body;
    this.manager = manager;
  }

  /**
   * Prepares a graph.
   *
   * @param backEnd "chosen", or the name of a back-end that runs programs
   * @param arguments all but the last
   * @param last the last argument of each run
   */
  static Prepared of(
      Graph graph, String backEnd, List<BorchArray> arguments, List<BorchArray> last) {
    BackEnd own =
        backEnd.equals("chosen")
            ? BackEndChoice.of(graph).backEnd()
            : BackEndChoice.forced(graph, BackEnd.valueOf(backEnd)).backEnd();
    return own == BackEnd.JVM ? onJvm(graph, arguments, last) : onEngine(graph, arguments, last);
  }

  private static Prepared onJvm(Graph graph, List<BorchArray> arguments, List<BorchArray> last) {
    Plan plan = Program.of(graph).plan();
    for (int i = 0; i < arguments.size(); i++) {
      plan.write(i, arguments.get(i).values());
    }
    List<double[]> values = last.stream().map(BorchArray::values).toList();
    return new Prepared(
        () -> {
          for (double[] own : values) {
            plan.write(arguments.size(), own);
            plan.run();
          }
        },
        null);
  }

  private static Prepared onEngine(Graph graph, List<BorchArray> arguments, List<BorchArray> last) {
    TorchProgram program = TorchProgram.of(graph);
    NDManager manager = DjlSvi.manager();
    List<List<NDArray>> calls = new ArrayList<>();
    for (BorchArray own : last) {
      List<NDArray> there = new ArrayList<>();
      arguments.forEach(argument -> there.add(copy(argument, manager)));
      there.add(copy(own, manager));
      calls.add(there);
    }
    return new Prepared(
        () -> {
          for (List<NDArray> call : calls) {
            try (Scope scope = Scope.open()) {
              program.run(call);
            }
          }
        },
        manager);
  }

  private static NDArray copy(BorchArray array, NDManager manager) {
    NDArray copy = manager.create(array.getShape(), array.getDataType());
    copy.set(array.toByteBuffer(false));
    return copy;
  }

  void run() {
    body.run();
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
    }
  }
}
