package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.jspecify.annotations.Nullable;

/**
 * Steps as one program on Java arrays. Parameters and moments stay in the program's own buffers
 * from the first step of a block to its last; at its end the parameters get them.
 *
 * @param <I> the module's input
 */
final class JvmSteps<I> implements Steps {

  private static final long LOWER = 0xFFFFFFFFL;

  /** The program for minibatches of one size. */
  private record Compiled(StepGraph graph, Plan plan) {

    static Compiled of(StepGraph graph) {
      return new Compiled(graph, Program.of(graph.graph()).plan());
    }
  }

  private final SviStep step;
  private final Params params;
  private final Key root;
  private final StepPrograms<I, Compiled> programs;
  private final double[] number = new double[1];

  private JvmSteps(SviStep step, Model<I, ?> model) {
    this.step = step;
    this.params = step.params();
    this.root = step.seed().key();
    this.programs = new StepPrograms<>(step, model, Compiled::of);
  }

  /**
   * Compiles a step.
   *
   * @param graph of one of the run's minibatches
   * @throws org.borch.tensor.TracingException if an operation has no kernel
   */
  static JvmSteps<?> of(SviStep step, StepGraph graph) {
    JvmSteps<?> steps = new JvmSteps<>(step, step.model());
    steps.programs.put(graph.sizes(), Compiled.of(graph));
    return steps;
  }

  /** How many programs were made. */
  int programs() {
    return programs.size();
  }

  @Override
  public Optional<Optimizer.State> run(
      Optimizer.State state, LossHistory history, int end, double baseline) {
    int begin = history.size();
    List<BorchArray> values = new ArrayList<>();
    values.add(BorchArray.wrap(params.flat()));
    state.arrays().values().forEach(moment -> values.add(BorchArray.wrap(moment)));
    int count = values.size();
    double[] losses = new double[end - begin];
    Compiled current = null;
    for (int i = 0; i < losses.length; i++) {
      Key key = root.at(begin + i);
      Batch<I> batch = programs.batch(key);
      Compiled next = programs.of(state, batch);
      Plan plan = next.plan();
      if (!next.equals(current)) {
        for (int a = 0; a < count; a++) {
          plan.write(a, current == null ? values.get(a) : current.plan().read(a));
        }
        write(plan, next.graph().baseline(), baseline);
        current = next;
      } else {
        for (int a = 0; a < count; a++) {
          plan.carry(a, a);
        }
      }
      writeArguments(next, key, batch, state.step() + i);
      plan.run();
      plan.read(count, number);
      losses[i] = number[0];
    }
    if (current == null) {
      return Optional.of(state);
    }
    Plan last = current.plan();
    if (!EagerSteps.allFinite(losses) || !last.isFinite(0)) {
      return Optional.empty();
    }
    List<NDArray> after = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      after.add(last.read(a));
    }
    history.addAll(losses);
    return Optional.of(step.write(state, after, losses.length));
  }

  private void write(Plan plan, int argument, double value) {
    number[0] = value;
    plan.write(argument, number);
  }

  private void writeArguments(
      Compiled program, Key key, @Nullable Batch<?> batch, long optimizerStep) {
    StepGraph graph = program.graph();
    Plan plan = program.plan();
    double[] halves = plan.input(graph.keys());
    int next = 0;
    for (Key own : step.keys(key)) {
      halves[next++] = own.bits() >>> 32;
      halves[next++] = own.bits() & LOWER;
    }
    if (batch != null) {
      int place = graph.batch();
      for (NDArray array : batch.arrays()) {
        plan.write(place++, BorchArray.wrap(array));
      }
    }
    for (int n = 0; n < graph.numbers().size(); n++) {
      write(plan, graph.firstNumber() + n, graph.numbers().get(n).applyAsDouble(optimizerStep));
    }
  }
}
