package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.Storage;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;

class TorchProgramTest {

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static List<NDArray> arguments(Graph graph, long seed) {
    Random random = new Random(seed);
    List<NDArray> arguments = new ArrayList<>();
    for (Spec spec : graph.inputs()) {
      arguments.add(BorchArray.of(spec, random.doubles(spec.size(), -2, 2).toArray()));
    }
    return arguments;
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static List<NDArray> valueAndGradient(
      Function<List<NDArray>, NDArray> function, List<NDArray> at) {
    var result = Autodiff.valueAndGrad(function, at);
    return Stream.concat(Stream.of(result.value()), result.gradient().stream()).toList();
  }

  /** A difference counts relative to the largest number among the results. */
  private static void assertEqualsInterpreter(Graph graph, long seed) {
    List<NDArray> arguments = arguments(graph, seed);
    Plan oracle = Program.interpreted(graph).plan();
    for (int i = 0; i < arguments.size(); i++) {
      double[] input = values(arguments.get(i));
      System.arraycopy(input, 0, oracle.input(i), 0, input.length);
    }
    oracle.run();
    double largest = 1;
    for (int i = 0; i < graph.outputs().size(); i++) {
      for (double value : oracle.output(i)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    try (Scope scope = Scope.open()) {
      List<NDArray> results = TorchProgram.of(graph).run(arguments);
      for (int i = 0; i < results.size(); i++) {
        assertThat(BorchArray.wrap(results.get(i)).spec()).isEqualTo(graph.outputs().get(i));
        assertThat(values(results.get(i)))
            .as("result %d of seed %d%n%s", i, seed, graph)
            .containsExactly(oracle.output(i), within(1e-11 * largest));
      }
    }
  }

  @Test
  void theTextNamesNoDeviceAndHoldsNoData() {
    NDArray data = BorchArray.of(3, 1, 4, 1, 5, 9.25);
    Graph graph = Graph.trace(in -> List.of(in.get(0).mul(data).get("1:4:2")), List.of(doubles(6)));

    String text = TorchProgram.of(graph).toString();

    assertThat(text).contains("c0: Tensor").doesNotContain("9.25", "cpu", "cuda");
  }

  @Test
  void resultsShareNoMemoryWithArgumentsOrConstants() {
    NDArray data = BorchArray.of(1, 2, 3);
    Graph graph =
        Graph.trace(
            in -> List.of(in.get(0), in.get(0).reshape(3, 1), in.get(0).get("1:"), data),
            List.of(doubles(3)));
    TorchProgram program = TorchProgram.of(graph);
    try (Storage storage = Storage.copyOf(BorchArray.of(4, 5, 6), "parameters")) {
      List<NDArray> results = program.run(List.of(storage.array()));
      storage.set(BorchArray.of(0, 0, 0));
      results.get(3).addi(10);

      assertThat(values(results.get(0))).containsExactly(4, 5, 6);
      assertThat(values(results.get(1))).containsExactly(4, 5, 6);
      assertThat(values(results.get(2))).containsExactly(5, 6);
      assertThat(values(program.run(List.of(storage.array())).get(3))).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aProgramWithoutArgumentsRuns() {
    Graph graph = Graph.trace(in -> List.of(BorchArray.of(1, 2).sum()), List.of());

    assertThat(values(TorchProgram.of(graph).run(List.of()).get(0))).containsExactly(3);
  }

  @Test
  void aLongProgramIsLoadedAndRunsAtOnce() {
    Graph graph =
        Graph.trace(
            in -> {
              NDArray x = in.get(0);
              for (int i = 0; i < 5_000; i++) {
                x = x.mul(0.5 + 1e-4 * i).sin();
              }
              return List.of(x);
            },
            List.of(doubles(3)));
    long before = System.nanoTime();

    TorchProgram.of(graph).run(List.of(BorchArray.of(1, 2, 3)));

    // About a second; the profiling executor would take far more.
    assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
    assertEqualsInterpreter(graph, 3);
  }

  /** One step of gradient descent on a quadratic, whose loss is collected. */
  private static Graph descent() {
    return Graph.trace(
        in -> {
          NDArray x = in.get(0);
          NDArray rate = in.get(1);
          NDArray target = in.get(2);
          var result = Autodiff.valueAndGrad(a -> a.get(0).sub(target).square().sum(), List.of(x));
          return List.of(result.value(), x.sub(result.gradient().get(0).mul(rate)));
        },
        List.of(doubles(3), doubles(), doubles(3)));
  }

  @Test
  void aLoopCarriesAndCollects() {
    TorchProgram loop =
        TorchProgram.loop(descent(), new Feedback(List.of(Feedback.COLLECTED, 0), Set.of(1)));
    NDArray rates = BorchArray.of(0.1, 0.2, 0.3, 0.05);
    NDArray target = BorchArray.of(1, -1, 2);

    List<NDArray> results = loop.run(List.of(BorchArray.of(5, 5, 5), rates, target));

    double[] x = {5, 5, 5};
    double[] goal = {1, -1, 2};
    double[] losses = new double[4];
    for (int step = 0; step < 4; step++) {
      for (int i = 0; i < 3; i++) {
        losses[step] += (x[i] - goal[i]) * (x[i] - goal[i]);
        x[i] -= values(rates)[step] * 2 * (x[i] - goal[i]);
      }
    }
    assertThat(values(results.get(0))).containsExactly(losses, within(1e-12));
    assertThat(values(results.get(1))).containsExactly(x, within(1e-12));
    assertThat(loop.run(List.of(BorchArray.of(5, 5, 5), BorchArray.of(0.1), target)).get(0))
        .as("another number of steps")
        .satisfies(
            loss ->
                assertThat(values(loss)).containsExactly(new double[] {losses[0]}, within(1e-12)));
  }

  @Test
  void carriedValuesMaySwapAndBeArgumentsOrRows() {
    Graph step =
        Graph.trace(
            in -> List.of(in.get(1), in.get(0), in.get(2), in.get(3).reshape(1), in.get(0)),
            List.of(doubles(2), doubles(2), doubles(1), doubles(), doubles(1)));
    Feedback feedback = new Feedback(List.of(0, 1, 2, 4, Feedback.COLLECTED), Set.of(3));
    try (Storage kept = Storage.copyOf(BorchArray.of(7), "kept");
        Storage rows = Storage.copyOf(BorchArray.of(8, 9, 10), "rows")) {
      List<NDArray> results =
          TorchProgram.loop(step, feedback)
              .run(
                  List.of(
                      BorchArray.of(1, 2),
                      BorchArray.of(3, 4),
                      kept.array(),
                      rows.array(),
                      BorchArray.of(0)));
      kept.set(BorchArray.of(0));
      rows.set(BorchArray.of(0, 0, 0));

      assertThat(values(results.get(0))).containsExactly(3, 4);
      assertThat(values(results.get(1))).containsExactly(1, 2);
      assertThat(values(results.get(2))).containsExactly(7);
      assertThat(values(results.get(3))).containsExactly(10);
      assertThat(values(results.get(4))).containsExactly(1, 2, 3, 4, 1, 2);
    }
  }

  @Test
  void twoThreadsRunOneProgram() throws Exception {
    Graph graph =
        Graph.trace(
            at ->
                valueAndGradient(
                    in -> ArrayMath.logSumExp(in.get(0).matMul(in.get(1)).tanh(), 0), at),
            List.of(doubles(20, 7), doubles(7)));
    TorchProgram program = TorchProgram.of(graph);
    Callable<double[]> work =
        () -> {
          double[] sums = new double[2];
          for (int i = 0; i < 300; i++) {
            try (Scope scope = Scope.open()) {
              List<NDArray> results = program.run(arguments(graph, i));
              sums[0] += values(results.get(0))[0];
              sums[1] += values(results.get(1))[0];
            }
          }
          return sums;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<double[]>> both = threads.invokeAll(List.of(work, work));
      double[] alone = work.call();

      assertThat(both.get(0).get()).isEqualTo(alone);
      assertThat(both.get(1).get()).isEqualTo(alone);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void wrongArgumentsAreExplained() {
    TorchProgram program =
        TorchProgram.of(Graph.trace(in -> List.of(in.get(0).mul(2)), List.of(doubles(3))));

    assertThatThrownBy(() -> program.run(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("program of 1 arguments: got 0");
    assertThatThrownBy(() -> program.run(List.of(BorchArray.of(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument 0 of a program: got float64(2), expected float64(3)");
    assertThatThrownBy(() -> program.run(List.of(BorchArray.ofFloats(1, 2, 3))))
        .hasMessageContaining("got float32(3), expected float64(3)");
    assertThatThrownBy(
            () ->
                Autodiff.valueAndGrad(
                    in -> program.run(in).get(0).sum(), List.of(BorchArray.of(1, 2, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("apply the graph itself");
  }

  @Test
  void wrongLoopsAreExplained() {
    Graph step = descent();
    assertThatThrownBy(() -> TorchProgram.loop(step, new Feedback(List.of(0), Set.of(1))))
        .hasMessage("1 outputs carried or collected, expected the 2 outputs of the step");
    assertThatThrownBy(() -> TorchProgram.loop(step, new Feedback(List.of(0, -1), Set.of(1))))
        .hasMessageContaining("output 0 of a step is float64(), expected float64(3) as input 0");
    assertThatThrownBy(() -> TorchProgram.loop(step, new Feedback(List.of(-1, 5), Set.of(1))))
        .hasMessage("input 5 of a step that has 3 inputs");
    assertThatThrownBy(() -> new Feedback(List.of(0, 0), Set.of(1)))
        .hasMessageContaining("input 0 of a step gets two values");
    assertThatThrownBy(() -> new Feedback(List.of(0), Set.of()))
        .hasMessageContaining("the number of steps is that of its rows");
    TorchProgram loop = TorchProgram.loop(step, new Feedback(List.of(-1, 0), Set.of(1, 2)));
    NDArray x = BorchArray.of(1, 2, 3);
    assertThatThrownBy(() -> loop.run(List.of(x, BorchArray.of(0.1, 0.2), x.reshape(1, 3))))
        .hasMessage("argument 2 of a program: got float64(1, 3), expected float64(2, 3)");
    assertThatThrownBy(
            () ->
                loop.run(
                    List.of(
                        x,
                        BorchArray.of(new double[0]),
                        BorchArray.of(new Shape(0, 3), new double[0]))))
        .hasMessage("program of a loop: got no steps, expected at least one");
  }

  @Test
  void anOperationWithoutTextIsNamed() {
    Noise noise = Noise.of(Key.of(1));
    Graph graph = Graph.trace(in -> List.of(noise.standardGamma(in.get(0))), List.of(doubles(2)));

    assertThatThrownBy(() -> TorchProgram.of(graph))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("has no TorchScript text");
  }
}
