package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Key;
import org.borch.tensor.Spec;
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

  /** Minibatches of so many different sizes have a program each. */
  private static final int PROGRAMS = 4;

  /** The program for minibatches of one size. */
  private record Compiled(StepGraph step, Plan plan) {}

  private final SviStep step;
  private final Model<I, ?> model;
  private final Params params;
  private final Key root;
  private final Map<List<Spec>, Compiled> programs = new LinkedHashMap<>();
  private int revision;

  private JvmSteps(SviStep step, Model<I, ?> model) {
    this.step = step;
    this.model = model;
    this.params = step.params();
    this.root = step.seed().key();
  }

  /**
   * Traces and compiles a step.
   *
   * @param first whose minibatch is traced
   * @throws org.borch.tensor.TracingException if it cannot be traced, or an operation has no kernel
   */
  static JvmSteps<?> of(SviStep step, Optimizer.State state, int first) {
    return of(step, step.model(), state, first);
  }

  private static <I> JvmSteps<I> of(
      SviStep step, Model<I, ?> model, Optimizer.State state, int first) {
    JvmSteps<I> steps = new JvmSteps<>(step, model);
    steps.compiled(state, steps.batch(steps.root.at(first)));
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
    double[][] values = values(state);
    double[] losses = new double[end - begin];
    Compiled current = null;
    for (int i = 0; i < losses.length; i++) {
      Key key = root.at(begin + i);
      Batch<I> batch = batch(key);
      Compiled next = compiled(state, batch);
      Plan plan = next.plan();
      if (!next.equals(current)) {
        for (int a = 0; a < values.length; a++) {
          System.arraycopy(values[a], 0, plan.input(a), 0, values[a].length);
          values[a] = plan.input(a);
        }
        plan.input(next.step().baseline())[0] = baseline;
        current = next;
      }
      writeArguments(next, key, batch, state.step() + i);
      plan.run();
      for (int a = 0; a < values.length; a++) {
        carry(plan.output(a), values[a]);
      }
      losses[i] = plan.output(values.length)[0];
    }
    if (!EagerSteps.allFinite(losses) || !EagerSteps.allFinite(values[0])) {
      return Optional.empty();
    }
    history.addAll(losses);
    return Optional.of(written(state, values, losses.length));
  }

  /** A step's results as the next one's arguments, rounded to their type after every step. */
  private void carry(double[] results, double[] arguments) {
    if (params.type() == DataType.FLOAT64) {
      System.arraycopy(results, 0, arguments, 0, arguments.length);
      return;
    }
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = (float) results[i];
    }
  }

  private static void writeArguments(
      Compiled program, Key key, @Nullable Batch<?> batch, long optimizerStep) {
    StepGraph graph = program.step();
    Plan plan = program.plan();
    double[] halves = plan.input(graph.key());
    halves[0] = key.bits() >>> 32;
    halves[1] = key.bits() & LOWER;
    if (batch != null) {
      int place = graph.batch();
      for (NDArray array : batch.arrays()) {
        double[] data = BorchArray.wrap(array).values();
        System.arraycopy(data, 0, plan.input(place++), 0, data.length);
      }
    }
    for (int n = 0; n < graph.numbers().size(); n++) {
      plan.input(graph.firstNumber() + n)[0] = graph.numbers().get(n).applyAsDouble(optimizerStep);
    }
  }

  /** The minibatch of a step, gathered without the engine if the data is in Java memory. */
  private @Nullable Batch<I> batch(Key key) {
    try (HostComputation host = HostComputation.open()) {
      return model.batch(key).orElse(null);
    }
  }

  private Compiled compiled(Optimizer.State state, @Nullable Batch<I> batch) {
    if (revision != params.revision()) {
      programs.clear();
      revision = params.revision();
    }
    List<Spec> signature = new ArrayList<>();
    if (batch != null) {
      batch.arrays().forEach(array -> signature.add(BorchArray.wrap(array).spec()));
    }
    Compiled known = programs.get(signature);
    if (known == null) {
      if (programs.size() == PROGRAMS) {
        programs.remove(programs.keySet().iterator().next());
      }
      StepGraph graph = StepGraph.of(step, model, state, batch);
      known = new Compiled(graph, Program.of(graph.graph()).plan());
      programs.put(signature, known);
    }
    return known;
  }

  private double[][] values(Optimizer.State state) {
    List<double[]> values = new ArrayList<>();
    values.add(BorchArray.wrap(params.flat()).values());
    state.arrays().values().forEach(moment -> values.add(BorchArray.wrap(moment).values()));
    return values.toArray(double[][]::new);
  }

  private Optimizer.State written(Optimizer.State state, double[][] values, int steps) {
    Spec spec = BorchArray.wrap(params.flat()).spec();
    params.update(BorchArray.of(spec, values[0]));
    int next = 1;
    for (String name : state.arrays().keySet()) {
      state.moment(name).update(BorchArray.of(spec, values[next++]));
    }
    return state.after(steps);
  }
}
