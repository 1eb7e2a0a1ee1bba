package org.borch.infer.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.borch.infer.density.StepData;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.Signatures;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * What runs a transform's steps, and its programs, one for each size of a step's data. Any number
 * of runs in any number of threads share it.
 */
public final class StepCode {

  /** Steps that a program makes, and where it runs. */
  private record Compiled(StepCode code, BackEndChoice choice) {}

  /** A step as a program on Java arrays. */
  record Jvm(StepGraph graph, Program program) {}

  /** Many steps as one program of the engine. */
  record Torch(StepGraph graph, TorchProgram program) {}

  private final Transform transform;
  private final @Nullable BackEnd forced;
  private final Execution execution;
  private final Signatures<Jvm> jvm = new Signatures<>();
  private final Signatures<Torch> torch = new Signatures<>();
  private final Signatures<Torch> collecting = new Signatures<>();

  private StepCode(Transform transform, @Nullable BackEnd forced, Execution execution) {
    this.transform = transform;
    this.forced = forced;
    this.execution = execution;
  }

  /**
   * The choice for a new run.
   *
   * @param state before the first step
   * @param first the key of one of its steps, whose data is traced first
   * @param forced the only back-end that will do, or null for the one that suits
   * @throws TracingException if the back-end that is forced cannot run the transform
   */
  public static StepCode of(
      Transform transform, FlatState state, Key first, @Nullable BackEnd forced) {
    Fallback<Compiled> program =
        Fallback.of(
            runs(transform),
            forced,
            () -> compile(transform, state, first, forced),
            Compiled::choice);
    Compiled compiled = program.program();
    return compiled == null
        ? new StepCode(transform, forced, program.execution())
        : compiled.code();
  }

  private static Compiled compile(
      Transform transform, FlatState state, Key first, @Nullable BackEnd forced) {
    StepGraph graph = graph(transform, state, first);
    BackEndChoice choice = Fallback.choice(graph.graph(), forced);
    Execution execution = new Execution(choice.backEnd(), choice.reason());
    return new Compiled(compiled(transform, forced, graph, state, execution), choice);
  }

  private static String runs(Transform transform) {
    return transform.name() + " runs";
  }

  /**
   * The choice of an earlier part of a run.
   *
   * @param next the key of the step with which the run goes on
   */
  public static StepCode again(
      Transform transform,
      FlatState state,
      Key next,
      @Nullable BackEnd forced,
      Execution execution) {
    return execution.backEnd() == BackEnd.EAGER
        ? new StepCode(transform, forced, execution)
        : compiled(transform, forced, graph(transform, state, next), state, execution);
  }

  /** Puts in the program that is made already, so that what it lacks is known at once. */
  private static StepCode compiled(
      Transform transform,
      @Nullable BackEnd forced,
      StepGraph graph,
      FlatState state,
      Execution execution) {
    StepCode code = new StepCode(transform, forced, execution);
    List<Spec> signature = code.signature(graph.sizes(), state);
    if (execution.backEnd() == BackEnd.JVM) {
      code.jvm.put(signature, jvm(graph));
    } else {
      code.torch.put(signature, torch(graph));
    }
    return code;
  }

  /**
   * What runs the steps when a later trace has failed: data of another size is another trace, which
   * may fail where the first one did not.
   *
   * @throws TracingException the failure, if no other back-end will do
   */
  StepCode instead(TracingException failure) {
    Fallback<StepCode> eager = Fallback.instead(runs(transform), forced, failure);
    return new StepCode(transform, null, eager.execution());
  }

  /** One operation after the other, where an earlier part of a run had come to that. */
  StepCode eager() {
    return new StepCode(transform, forced, new Execution(BackEnd.EAGER, "as before"));
  }

  /** What runs the steps, and why. */
  public Execution execution() {
    return execution;
  }

  Transform transform() {
    return transform;
  }

  /**
   * Makes the steps of one run.
   *
   * @param root whose child by a step's number is the step's key
   */
  Steps steps(Key root) {
    return switch (execution.backEnd()) {
      case EAGER -> new EagerSteps(this, root);
      case JVM -> new JvmSteps(this, root);
      case TORCHSCRIPT -> new TorchSteps(this, root);
    };
  }

  /** The data of a step, gathered without the engine if it is in Java memory. */
  StepData data(Key key) {
    try (HostComputation host = HostComputation.open()) {
      return transform.data(key);
    }
  }

  /** How many programs there are. */
  public int programs() {
    return jvm.size() + torch.size() + collecting.size();
  }

  // ---- programs

  /** Shapes and types that decide a program. */
  private List<Spec> signature(List<Spec> sizes, FlatState state) {
    List<Spec> all = new ArrayList<>(state.specs());
    all.addAll(sizes);
    return all;
  }

  Jvm jvm(FlatState state, Key key, StepData data) {
    return program(jvm, state, data, () -> jvm(graph(state, key, data, false)));
  }

  Torch torch(FlatState state, Key key, StepData data, boolean collects) {
    return program(
        collects ? collecting : torch, state, data, () -> torch(graph(state, key, data, collects)));
  }

  private <P> P program(Signatures<P> known, FlatState state, StepData data, Supplier<P> make) {
    return known.get(signature(data.specs(transform.type()), state), make);
  }

  /** The first one: constants are computed without starting the engine. */
  private static StepGraph graph(Transform transform, FlatState state, Key key) {
    try (HostComputation host = HostComputation.open()) {
      int keys = transform.keys(key).size();
      return StepGraph.of(transform, state, transform.data(key), keys, false);
    }
  }

  private StepGraph graph(FlatState state, Key key, StepData data, boolean collects) {
    return StepGraph.of(transform, state, data, transform.keys(key).size(), collects);
  }

  private static Jvm jvm(StepGraph graph) {
    return new Jvm(graph, Program.of(graph.graph()));
  }

  private static Torch torch(StepGraph graph) {
    return new Torch(graph, TorchProgram.loop(graph.graph(), graph.feedback()));
  }
}
