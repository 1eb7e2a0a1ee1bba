package org.borch.infer;

import ai.djl.ndarray.NDArray;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * Computes the parts of a model's density: one program for all of them, traced when they are first
 * asked for. Threads may share it.
 */
final class DensityTerms {

  private static final Logger LOGGER = System.getLogger(LogDensity.class.getName());

  /** The program for minibatches of one size. */
  private record Compiled(TermsLayout layout, Executable program) {}

  /** What the parts are called, and their values. */
  private record Results(TermsLayout layout, List<? extends NDArray> arrays) {

    LogDensityTerms terms() {
      return layout.terms(arrays);
    }

    Map<String, NDArray> values() {
      return layout.values(arrays);
    }
  }

  private final DensityGraph density;
  private final @Nullable BackEnd forced;
  private final Signatures<Compiled> programs = new Signatures<>();
  private @Nullable Execution execution;

  /**
   * The parts of a density.
   *
   * @param gradient what runs its value and gradient: what keeps those from being a program keeps
   *     the parts, too
   */
  DensityTerms(DensityGraph density, @Nullable BackEnd forced, Execution gradient) {
    this.density = density;
    this.forced = forced;
    this.execution = gradient.backEnd() == BackEnd.EAGER ? gradient : null;
  }

  /** What computes them, and why. */
  synchronized Execution execution(Joint<?> joint) {
    Execution known = execution;
    if (known == null) {
      known = choose(joint);
      execution = known;
    }
    return known;
  }

  /** The parts at a point. */
  LogDensityTerms terms(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      return results(joint, BorchArray.of(at)).terms();
    }
  }

  /** The latent variables' values at a point. */
  Map<String, NDArray> values(Joint<?> joint, double[] at) {
    try (Scope scope = Scope.open()) {
      return results(joint, BorchArray.of(at)).values();
    }
  }

  private Execution choose(Joint<?> joint) {
    try {
      return execution(compiled(joint).program().choice());
    } catch (TracingException e) {
      if (forced != null) {
        throw e;
      }
      String reason = String.valueOf(e.getMessage());
      LOGGER.log(
          Level.WARNING, "the terms of a density run one operation after the other: {0}", reason);
      return new Execution(BackEnd.EAGER, reason);
    }
  }

  private static Execution execution(Choice choice) {
    return new Execution(choice.backEnd(), choice.reason());
  }

  private Compiled compiled(Joint<?> joint) {
    return programs.get(joint.specs(), () -> compile(joint));
  }

  private Compiled compile(Joint<?> joint) {
    List<TermsLayout> layout = new ArrayList<>();
    Graph graph =
        density.trace(
            joint,
            (own, at) -> {
              JointRun run = ((Joint<?>) own).run(density.parts(at));
              layout.add(TermsLayout.of(run));
              return TermsLayout.results(run);
            });
    Choice choice = forced == null ? Choice.of(graph) : Choice.forced(graph, forced);
    return new Compiled(layout.get(0), Executable.of(graph, choice));
  }

  private Results results(Joint<?> joint, NDArray at) {
    if (execution(joint).backEnd() == BackEnd.EAGER) {
      try (HostComputation host = HostComputation.open()) {
        JointRun run = joint.run(density.parts(at));
        return new Results(TermsLayout.of(run), TermsLayout.results(run));
      }
    }
    Compiled compiled = compiled(joint);
    List<NDArray> arguments = new ArrayList<>(List.of(at));
    arguments.addAll(joint.arguments());
    return new Results(compiled.layout(), compiled.program().run(arguments));
  }
}
