package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.Feedback;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * Steps as a TorchScript program, in one call of the engine as long as their minibatches are of one
 * size. What differs from step to step goes there as rows.
 *
 * @param <I> the module's input
 */
final class TorchSteps<I> implements Steps {

  /** The program for minibatches of one size. */
  private record Compiled(StepGraph graph, TorchProgram program) {

    static Compiled of(StepGraph graph) {
      List<Integer> carried = new ArrayList<>();
      for (int i = 0; i < graph.state(); i++) {
        carried.add(i);
      }
      carried.add(Feedback.COLLECTED);
      Set<Integer> rows = new LinkedHashSet<>();
      for (int i = graph.keys(); i < graph.graph().inputs().size(); i++) {
        if (i != graph.baseline()) {
          rows.add(i);
        }
      }
      return new Compiled(graph, TorchProgram.loop(graph.graph(), new Feedback(carried, rows)));
    }
  }

  private final SviStep step;
  private final Params params;
  private final Key root;
  private final StepPrograms<I, Compiled> programs;

  private TorchSteps(SviStep step, Model<I, ?> model) {
    this.step = step;
    this.params = step.params();
    this.root = step.seed().key();
    this.programs = new StepPrograms<>(step, model, Compiled::of);
  }

  /**
   * Compiles a step.
   *
   * @param graph of one of the run's minibatches
   * @throws org.borch.tensor.TracingException if an operation has no TorchScript text
   */
  static TorchSteps<?> of(SviStep step, StepGraph graph) {
    TorchSteps<?> steps = new TorchSteps<>(step, step.model());
    steps.programs.put(graph.sizes(), Compiled.of(graph));
    return steps;
  }

  @Override
  public Optional<Optimizer.State> run(
      Optimizer.State state, LossHistory history, int end, double baseline) {
    int begin = history.size();
    double[] losses = new double[end - begin];
    try (Scope scope = Scope.open()) {
      List<NDArray> values = new ArrayList<>(List.of(params.flat()));
      values.addAll(state.arrays().values());
      Batch<I> batch = programs.batch(root.at(begin));
      for (int i = 0; i < losses.length; ) {
        Compiled program = programs.of(state, batch);
        Rows rows = new Rows(program.graph());
        int from = i;
        do {
          rows.add(step.keys(root.at(begin + i)), batch, state.step() + i);
          i++;
          batch = i < losses.length ? programs.batch(root.at(begin + i)) : null;
        } while (i < losses.length && StepGraph.sizes(step, batch).equals(program.graph().sizes()));
        List<NDArray> arguments = new ArrayList<>(values);
        arguments.add(rows.keys());
        arguments.add(BorchArray.scalar(baseline, params.type()));
        arguments.addAll(rows.rest());
        List<NDArray> results = program.program().run(arguments);
        values = new ArrayList<>(results.subList(0, values.size()));
        double[] part = BorchArray.wrap(results.get(values.size())).values();
        System.arraycopy(part, 0, losses, from, part.length);
      }
      if (!EagerSteps.allFinite(losses)
          || !EagerSteps.allFinite(BorchArray.wrap(values.get(0).sum()).values())) {
        return Optional.empty();
      }
      history.addAll(losses);
      return Optional.of(step.write(state, values, losses.length));
    }
  }

  /** What differs between the steps of one call, gathered in Java memory. */
  private static final class Rows {

    private final StepGraph graph;
    private final List<Key> keys = new ArrayList<>();
    private final List<List<double[]>> rest = new ArrayList<>();
    private int steps;

    Rows(StepGraph graph) {
      this.graph = graph;
      for (int i = graph.batch(); i < graph.graph().inputs().size(); i++) {
        rest.add(new ArrayList<>());
      }
    }

    void add(List<Key> draws, @Nullable Batch<?> batch, long optimizerStep) {
      keys.addAll(draws);
      int next = 0;
      if (batch != null) {
        for (NDArray array : batch.arrays()) {
          rest.get(next++).add(BorchArray.wrap(array).values());
        }
      }
      for (int n = 0; n < graph.numbers().size(); n++) {
        double value = graph.numbers().get(n).applyAsDouble(optimizerStep);
        rest.get(next++).add(new double[] {value});
      }
      steps++;
    }

    NDArray keys() {
      Spec spec = graph.graph().inputs().get(graph.keys());
      double[] halves = BorchArray.wrap(Key.halves(keys)).values();
      return BorchArray.of(rows(spec), halves);
    }

    List<NDArray> rest() {
      List<NDArray> arrays = new ArrayList<>();
      for (int i = 0; i < rest.size(); i++) {
        Spec spec = graph.graph().inputs().get(graph.batch() + i);
        double[] all = rest.get(i).stream().flatMapToDouble(Arrays::stream).toArray();
        arrays.add(BorchArray.of(rows(spec), all));
      }
      return arrays;
    }

    private Spec rows(Spec row) {
      return row.with(Shapes.concat(new Shape(steps), row.shape()));
    }
  }
}
