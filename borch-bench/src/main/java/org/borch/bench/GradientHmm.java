package org.borch.bench;

import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of a hidden Markov model of two states and 100 steps, by scan. */
@State(Scope.Thread)
@Reference(benchmark = "gradient.hmm", variant = "hand")
public class GradientHmm {
  private final HiddenMarkovModel model = new HiddenMarkovModel();
  private final CompiledGradient compiled =
      new CompiledGradient(this::density, model.at(), new Shape(4));
  private final EagerGradient eager = new EagerGradient(this::density, model.at(), new Shape(4));

  private NDArray density(List<NDArray> q) {
    double[] y = model.data();
    NDArray means = q.get(0).get("2:4");
    NDArray transition = HiddenMarkovModel.transition(q.get(0));
    NDArray later = BorchArray.of(Arrays.copyOfRange(y, 1, y.length));
    NDArray last =
        scan(
                y.length - 1,
                List.of(HiddenMarkovModel.start(means, y[0])),
                List.of(later),
                (carry, row) ->
                    next(
                        HiddenMarkovModel.forward(carry.get(0), transition, means, row.get(0))))
            .carry()
            .get(0);
    return HiddenMarkovModel.density(last, transition, means);
  }

  /** The loop of {@link HandWritten}. */
  @Benchmark
  public double hand() {
    return model.hand();
  }

  /** Generated code. */
  @Benchmark
  public double jvm() {
    return compiled.run();
  }

  /** One operation of the engine after the other. */
  @Benchmark
  public double eager() {
    return eager.run();
  }

  double[] gradient(boolean byHand) {
    return byHand ? model.gradient() : compiled.gradient();
  }
}
