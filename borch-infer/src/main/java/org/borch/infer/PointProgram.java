package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * Computes arrays from a model's run at a point: one program for all of them, traced when they are
 * first asked for. Threads may share it.
 *
 * @param <L> what says where the results stand
 */
final class PointProgram<L> {

  private static final Logger LOGGER = System.getLogger(LogDensity.class.getName());

  /** Results and what they are. */
  record Results<L>(L layout, List<? extends NDArray> arrays) {}

  /** The program for minibatches of one size. */
  private record Compiled<L>(L layout, Executable program) {}

  private final String what;
  private final DensityGraph density;
  private final @Nullable BackEnd forced;
  private final Function<JointRun, Results<L>> function;
  private final Signatures<Compiled<L>> programs = new Signatures<>();
  private @Nullable Execution execution;

  /**
   * A function of runs.
   *
   * @param what it computes, for messages
   * @param gradient what runs the density's value and gradient: what keeps those from being a
   *     program keeps this, too
   */
  PointProgram(
      String what,
      DensityGraph density,
      @Nullable BackEnd forced,
      Execution gradient,
      Function<JointRun, Results<L>> function) {
    this.what = what;
    this.density = density;
    this.forced = forced;
    this.function = function;
    this.execution = gradient.backEnd() == BackEnd.EAGER ? gradient : null;
  }

  /** What computes it, and why. */
  synchronized Execution execution(Joint<?> joint) {
    Execution known = execution;
    if (known == null) {
      known = choose(joint);
      execution = known;
    }
    return known;
  }

  private Execution choose(Joint<?> joint) {
    try {
      BackEndChoice choice = compiled(joint).program().choice();
      return new Execution(choice.backEnd(), choice.reason());
    } catch (TracingException e) {
      if (forced != null) {
        throw e;
      }
      String reason = String.valueOf(e.getMessage());
      LOGGER.log(
          Level.WARNING,
          "the {0} of a density run one operation after the other: {1}",
          what,
          reason);
      return new Execution(BackEnd.EAGER, reason);
    }
  }

  private Compiled<L> compiled(Joint<?> joint) {
    return programs.get(joint.specs(), () -> compile(joint));
  }

  private Compiled<L> compile(Joint<?> joint) {
    List<L> layout = new ArrayList<>();
    Graph graph =
        density.trace(
            joint,
            (own, at) -> {
              Results<L> results = function.apply(((Joint<?>) own).run(density.parts(at)));
              layout.add(results.layout());
              return List.copyOf(results.arrays());
            });
    BackEndChoice choice =
        forced == null ? BackEndChoice.of(graph) : BackEndChoice.forced(graph, forced);
    return new Compiled<>(layout.get(0), Executable.of(graph, choice));
  }

  /** At a point, in the running scope. */
  Results<L> at(Joint<?> joint, double[] point) {
    NDArray at = BorchArray.of(point);
    if (execution(joint).backEnd() == BackEnd.EAGER) {
      try (HostComputation host = HostComputation.open()) {
        return function.apply(joint.run(density.parts(at)));
      }
    }
    Compiled<L> compiled = compiled(joint);
    List<NDArray> arguments = new ArrayList<>(List.of(at));
    arguments.addAll(joint.arguments());
    return new Results<>(compiled.layout(), compiled.program().run(arguments));
  }
}
