package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.trace.BackEnd;
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
      known =
          Fallback.of(
                  "the " + what + " of a density run",
                  forced,
                  () -> compiled(joint).program(),
                  Executable::choice)
              .execution();
      execution = known;
    }
    return known;
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
    return new Compiled<>(layout.get(0), Executable.of(graph, Fallback.choice(graph, forced)));
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
