package org.borch.bench;

import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Value and gradient of a hidden Markov model of two states and 100 steps. */
@State(Scope.Thread)
public abstract class GradientMarkov extends GradientComparison {
  private static final int STEPS = 100;

  private final double[] y = new double[STEPS];
  private final double[] at = {1.1, 1.6, -0.8, 1.3};
  private final boolean unrolled;

  /** The model as a scan, or as a Java loop that the trace unrolls. */
  GradientMarkov(boolean unrolled) {
    this.unrolled = unrolled;
    SplittableRandom random = new SplittableRandom(3);
    int state = 0;
    for (int t = 0; t < STEPS; t++) {
      state = random.nextDouble() < 0.2 ? 1 - state : state;
      y[t] = 2 * state - 1 + random.nextDouble(-1.5, 1.5);
    }
  }

  @Override
  LogDensity density(@Nullable BackEnd backEnd) {
    return ArrayDensity.of(at.length, this::density).withBackEnd(backEnd);
  }

  private NDArray density(NDArray q) {
    NDArray stay = logSigmoid(q.get("0:2"));
    NDArray leave = logSigmoid(q.get("0:2").neg());
    NDArray means = q.get("2:4");
    // [from, to]
    NDArray transition =
        stack(0, stack(0, stay.get("0"), leave.get("0")), stack(0, leave.get("1"), stay.get("1")));
    NDArray first = square(means.sub(y[0])).div(-2).add(Math.log(0.5));
    NDArray last =
        unrolled ? unrolled(first, transition, means) : scanned(first, transition, means);
    return logSumExp(last, 0).add(transition.sum()).sub(square(means).sum().mul(0.005));
  }

  private NDArray scanned(NDArray first, NDArray transition, NDArray means) {
    NDArray later = BorchArray.of(Arrays.copyOfRange(y, 1, STEPS));
    return scan(
            STEPS - 1,
            List.of(first),
            List.of(later),
            (alpha, row) -> next(forward(alpha.get(0), transition, square(means.sub(row.get(0))))))
        .carry()
        .get(0);
  }

  private NDArray unrolled(NDArray first, NDArray transition, NDArray means) {
    NDArray alpha = first;
    for (int t = 1; t < STEPS; t++) {
      alpha = forward(alpha, transition, square(means.sub(y[t])));
    }
    return alpha;
  }

  private static NDArray forward(NDArray alpha, NDArray transition, NDArray squares) {
    return logSumExp(alpha.expandDims(1).add(transition), 0).sub(squares.div(2));
  }

  @Override
  double[] at() {
    return at;
  }

  @Override
  double hand(double[] point, double[] slope) {
    return HandWritten.hmm(point, y, slope);
  }
}
