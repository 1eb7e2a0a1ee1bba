package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.junit.jupiter.api.Test;

class GraphTest {

  private static final NDArray EFFECTS = BorchArray.of(28, 8, -3, 7, -1, 1, 18, 12);
  private static final NDArray ERRORS = BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18);

  /** The log joint density of eight schools, not centred, up to a constant. */
  private static NDArray eightSchools(List<NDArray> q) {
    NDArray mu = q.get(0);
    NDArray logTau = q.get(1);
    NDArray z = q.get(2);
    NDArray tau = exp(logTau);
    NDArray prior =
        square(mu).div(-50).sub(log1p(square(tau).div(25))).add(logTau).sub(square(z).sum().div(2));
    NDArray residual = EFFECTS.sub(mu.add(tau.mul(z))).div(ERRORS);
    return prior.sub(square(residual).sum().div(2));
  }

  private static List<NDArray> valueAndGradient(
      Function<List<NDArray>, NDArray> density, List<NDArray> at) {
    var result = Autodiff.valueAndGrad(density, at);
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(result.value()), result.gradient().stream())
        .toList();
  }

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static void assertPlanEqualsEngine(
      Function<List<NDArray>, List<NDArray>> function, List<NDArray> at) {
    List<Spec> specs = at.stream().map(a -> BorchArray.wrap(a).spec()).toList();
    Plan plan = Program.of(Graph.trace(function, specs)).plan();
    for (int i = 0; i < at.size(); i++) {
      double[] values = BorchArray.wrap(at.get(i)).values();
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
    }
    plan.run();
    List<NDArray> expected = function.apply(at);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(plan.output(i))
          .containsExactly(BorchArray.wrap(expected.get(i)).values(), within(1e-10));
    }
  }

  @Test
  void eightSchoolsAndItsGradientRunOnJavaArrays() {
    List<NDArray> at =
        List.of(
            BorchArray.scalar(4.4, DataType.FLOAT64),
            BorchArray.scalar(1.2, DataType.FLOAT64),
            BorchArray.of(0.3, -0.2, 1.1, 0.4, -1.5, 0.6, 0.7, -0.8));

    assertPlanEqualsEngine(q -> valueAndGradient(GraphTest::eightSchools, q), at);
  }

  @Test
  void logisticRegressionAndItsGradientRunOnJavaArrays() {
    NDArray x = BorchArray.of(new double[][] {{1, 0.5}, {1, -0.3}, {1, 2.1}, {1, -1.7}});
    NDArray y = BorchArray.of(1, 0, 1, 0);
    Function<List<NDArray>, NDArray> density =
        q -> {
          NDArray logits = x.matMul(q.get(0));
          return y.mul(logits).sub(softplus(logits)).sum().sub(square(q.get(0)).sum().div(2));
        };

    assertPlanEqualsEngine(q -> valueAndGradient(density, q), List.of(BorchArray.of(0.2, -0.4)));
  }

  @Test
  void equalOperationsAreOneNodeAndConstantsAreComputedOnce() {
    Graph graph =
        Graph.trace(
            in -> {
              NDArray x = in.get(0);
              NDArray constant = BorchArray.of(1, 2, 3).mul(2).add(1);
              return List.of(x.mul(constant).add(x.mul(constant)));
            },
            List.of(doubles(3)));

    assertThat(graph.size()).as(graph.toString()).isEqualTo(2);
  }

  @Test
  void readingAValueEndsTheTraceWithTheReason() {
    assertThatThrownBy(
            () ->
                Graph.trace(
                    in -> List.of(in.get(0).mul(in.get(0).toDoubleArray()[0])),
                    List.of(doubles(3))))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("float64(3)")
        .hasMessageContaining("was read");
  }

  @Test
  void anOperationOfTheEngineEndsTheTraceWithItsName() {
    assertThatThrownBy(() -> Graph.trace(in -> List.of(in.get(0).nonzero()), List.of(doubles(3))))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("nonzero")
        .hasMessageContaining("depends on values");
  }

  @Test
  void anArrayOfTheEngineOnTheLeftOfATracedOneIsAnError() {
    try (var manager = ai.djl.engine.Engine.getEngine("PyTorch").newBaseManager()) {
      NDArray alien = manager.create(new double[] {1, 2, 3});

      assertThatThrownBy(
              () -> Graph.trace(in -> List.of(alien.mul(in.get(0))), List.of(doubles(3))))
          .isInstanceOf(TracingException.class)
          .hasMessageContaining("pass the engine's arrays as arguments");
    }
  }

  @Test
  void aPlanRunsWithoutStartingTheEngine() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutEngine.class.getName())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("libraries: 0");
  }

  /** Traces, differentiates and runs eight schools, then counts the engine's loaded libraries. */
  static final class WithoutEngine {

    public static void main(String[] args) throws Exception {
      Graph graph =
          Graph.trace(
              q -> valueAndGradient(GraphTest::eightSchools, q),
              List.of(doubles(), doubles(), doubles(8)));
      Plan plan = Program.of(graph).plan();
      plan.run();
      String mapped = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/maps"));
      long libraries = mapped.lines().filter(line -> line.matches(".*torch.*[.]so.*")).count();
      System.out.println(plan.output(0)[0] + " libraries: " + libraries);
    }
  }
}
