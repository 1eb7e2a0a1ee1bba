package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Key;
import org.junit.jupiter.api.Test;

class NutsKernelTest {

  private static final LogDensity.Evaluator NORMAL =
      (at, gradient) -> {
        double squares = 0;
        for (int i = 0; i < at.length; i++) {
          gradient[i] = -at[i];
          squares += at[i] * at[i];
        }
        return -0.5 * squares;
      };

  private static final Metric UNIT = Metric.diagonal(1);

  /**
   * From 1000 deviations out, steps of 0.5 gain up to 0.5²/8 · 1000² = 31,250 in energy: no weight
   * is a number, relative to the start, and the best point's is all there is.
   */
  @Test
  void farOutTheBestPointOfTheTrajectoryIsTaken() {
    double stepSize = 0.5;
    Tuning tuning = new Tuning(stepSize, UNIT);
    List<Double> visited = new ArrayList<>();
    LogDensity.Evaluator recording =
        (at, gradient) -> {
          visited.add(at[0]);
          return NORMAL.valueAndGradient(at, gradient);
        };
    NutsKernel kernel = NutsKernel.of(1, new Leapfrog(recording), 10);
    for (int i = 0; i < 100; i++) {
      State start = kernel.init(1000);
      visited.clear();
      Kernel.Transition next = kernel.step(start, tuning, Key.of(i));
      int depth = (int) next.info().get(Info.TREE_DEPTH);
      int points = (1 << depth) - 1; // later ones are of a tree that was given up
      double best = visited.stream().limit(points).mapToDouble(Math::abs).min().orElse(1000);
      double taken = next.state().position()[0];
      // The energy differs by h²/8 x²; a lead of 40 is as good as certain.
      assertThat(stepSize * stepSize / 8 * (taken * taken - best * best)).isLessThan(40);
    }
  }

  @Test
  void leapfrogsAllocateNothing() {
    Kernel kernel = NutsKernel.of(1, new Leapfrog(NORMAL), 10);
    State state = kernel.init(0.3);
    Tuning few = new Tuning(1, UNIT);
    Tuning many = new Tuning(1e-3, UNIT);
    assertThat(kernel.step(state, many, Key.of(1)).info().get(Info.LEAPFROGS)).isEqualTo(1023);
    allocated(kernel, state, few); // the first time, classes are loaded
    allocated(kernel, state, many);

    assertThat(allocated(kernel, state, many)).isLessThanOrEqualTo(allocated(kernel, state, few));
  }

  private static long allocated(Kernel kernel, State state, Tuning tuning) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10; i++) {
      kernel.step(state, tuning, Key.of(i));
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
