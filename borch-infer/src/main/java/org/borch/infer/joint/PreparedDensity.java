package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.borch.infer.density.FreeVariables;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Key;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.Signatures;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/**
 * A target on its back-end: as one program where it can be traced, else one operation after the
 * other. A program on Java arrays starts no engine.
 */
final class PreparedDensity {

  private final DensityGraph density;
  private final Target target;
  private final @Nullable BackEnd forced;
  private final Signatures<Graph> graphs;
  private final Signatures<Program> programs = new Signatures<>();
  private final Signatures<Program> valuePrograms = new Signatures<>();
  private final Signatures<TorchProgram> torchPrograms = new Signatures<>();
  private final Execution execution;
  private volatile boolean lacksTorch;

  private PreparedDensity(
      DensityGraph density, Target target, @Nullable BackEnd forced, Signatures<Graph> graphs) {
    this.density = density;
    this.target = target;
    this.forced = forced;
    this.graphs = graphs;
    this.execution =
        Fallback.of(
                "a log density runs",
                forced,
                () -> Fallback.choice(graph(target), forced),
                Function.identity())
            .execution();
    this.lacksTorch = execution.backEnd() == BackEnd.EAGER;
  }

  PreparedDensity(FreeVariables variables, Target target) {
    this(new DensityGraph(variables), target, null, new Signatures<>());
  }

  /** The same on one back-end, or for null on the one that suits it. */
  PreparedDensity on(@Nullable BackEnd backEnd) {
    return new PreparedDensity(density, target, backEnd, graphs);
  }

  /** Another target of the same variables on the same back-end. */
  PreparedDensity with(Target other) {
    return new PreparedDensity(density, other, forced, new Signatures<>());
  }

  DensityGraph density() {
    return density;
  }

  @Nullable BackEnd forced() {
    return forced;
  }

  Execution execution() {
    return execution;
  }

  /** From the vector to value and gradient; empty if it runs eagerly. */
  Optional<Graph> graph() {
    return execution.backEnd() == BackEnd.EAGER ? Optional.empty() : Optional.of(graph(target));
  }

  private Graph graph(Target own) {
    return graphs.get(own.specs(), () -> density.gradient(own));
  }

  private Program program(Target own) {
    return programs.get(own.specs(), () -> Program.of(graph(own)));
  }

  private Program valueProgram(Target own) {
    return valuePrograms.get(own.specs(), () -> Program.of(density.value(own)));
  }

  private TorchProgram torchProgram(Target own) {
    return torchPrograms.get(own.specs(), () -> TorchProgram.of(graph(own)));
  }

  /**
   * For one thread, with all data.
   *
   * @throws IllegalStateException if the data come in minibatches
   */
  LogDensity.Evaluator evaluator() {
    Target all = target.whole();
    return execution.backEnd() == BackEnd.JVM
        ? new JvmEvaluator(new JvmDensity(program(all).plan()), () -> valueProgram(all).plan())
        : new EngineEvaluator(all);
  }

  /** By the engine's operations or programs. */
  private final class EngineEvaluator implements LogDensity.Evaluator {

    private final Target own;

    EngineEvaluator(Target own) {
      this.own = own;
    }

    @Override
    public double valueAndGradient(double[] at, double[] gradient) {
      return inEngine(own, at, gradient);
    }

    /** One operation after the other: without derivatives there is little to gain by a program. */
    @Override
    public double value(double[] at) {
      try (Scope scope = Scope.open()) {
        return BorchArray.wrap(own.value(density.parts(BorchArray.of(at)))).values()[0];
      }
    }
  }

  /** For one thread, with minibatches; without them keys change nothing. */
  LogDensity.BatchEvaluator batchEvaluator() {
    if (execution.backEnd() != BackEnd.JVM) {
      return (at, key, gradient) -> inEngine(target.at(key), at, gradient);
    }
    Signatures<JvmDensity> plans = new Signatures<>();
    return (at, key, gradient) -> {
      Target own = target.at(key);
      return plans
          .get(own.specs(), () -> new JvmDensity(program(own).plan()))
          .with(own.arrays())
          .valueAndGradient(at, gradient);
    };
  }

  private double inEngine(Target own, double[] at, double[] gradient) {
    try (Scope scope = Scope.open()) {
      List<NDArray> results = results(own, BorchArray.of(at));
      double[] slope = BorchArray.wrap(results.get(1)).values();
      System.arraycopy(slope, 0, gradient, 0, slope.length);
      return BorchArray.wrap(results.get(0)).values()[0];
    }
  }

  /** Value and gradient as arrays where the point is, with all data. */
  Autodiff.ValueAndGradient onDevice(NDArray at) {
    return onDevice(target.whole(), at);
  }

  /** As {@link #onDevice(NDArray)}, with the minibatch that a key decides. */
  Autodiff.ValueAndGradient onDevice(NDArray at, Key key) {
    return onDevice(target.at(key), at);
  }

  private Autodiff.ValueAndGradient onDevice(Target own, NDArray at) {
    List<NDArray> results = results(own, at);
    return new Autodiff.ValueAndGradient(results.get(0), List.of(results.get(1)));
  }

  private List<NDArray> results(Target own, NDArray at) {
    if (!lacksTorch) {
      try {
        TorchProgram program = torchProgram(own);
        List<NDArray> arguments = new ArrayList<>(List.of(at));
        arguments.addAll(own.arguments());
        return program.run(arguments);
      } catch (TracingException e) {
        lacksTorch = true;
      }
    }
    return density.valueThenGradient(own, at);
  }
}
