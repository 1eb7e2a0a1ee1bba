package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChoiceTest {

  private static final Device GPU = Device.gpu(0);

  private static Graph graph(UnaryOperator<NDArray> function, long... shape) {
    return Graph.trace(
        in -> List.of(function.apply(in.get(0))),
        List.of(new Spec(new Shape(shape), DataType.FLOAT64)));
  }

  /** The engine has no text for it, Java has a kernel. */
  private static NDArray onlyJava(NDArray x) {
    return Noise.of(Key.of(1)).standardGamma(x);
  }

  /** Java has no kernel for it, the engine has text. */
  private static NDArray onlyTorch(NDArray x) {
    return x.toType(DataType.INT8, false);
  }

  @Test
  void smallProgramsRunInJavaAndLargeDearOnesOnTheEngine() {
    Choice small = Choice.of(graph(x -> ArrayMath.erf(x).sum(), 8));
    Choice large = Choice.of(graph(x -> ArrayMath.erf(x).sum(), 100_000));

    assertThat(small.backEnd()).isEqualTo(BackEnd.JVM);
    assertThat(small.jvmNanos()).isLessThan(small.torchNanos());
    assertThat(large.backEnd()).isEqualTo(BackEnd.TORCHSCRIPT);
    assertThat(large.torchNanos()).isLessThan(large.jvmNanos());
    assertThat(large.isForced()).isFalse();
  }

  /** What Java lays out beforehand it multiplies faster than the engine; what changes, slower. */
  @Test
  void aMatrixOfDataTimesAVectorRunsInJavaAndOneThatChangesOnTheEngine() {
    BorchArray data = BorchArray.full(new Shape(10_000, 50), 0.1, DataType.FLOAT64);
    Choice constant = Choice.of(graph(data::matMul, 50, 1));
    Choice changing =
        Choice.of(
            Graph.trace(
                in -> List.of(in.get(0).matMul(in.get(1))),
                List.of(
                    new Spec(new Shape(10_000, 50), DataType.FLOAT64),
                    new Spec(new Shape(50, 1), DataType.FLOAT64))));

    assertThat(constant.backEnd()).isEqualTo(BackEnd.JVM);
    assertThat(changing.backEnd()).isEqualTo(BackEnd.TORCHSCRIPT);
    assertThat(changing.jvmNanos()).isGreaterThan(3 * constant.jvmNanos());
  }

  @Test
  void aBackEndWithoutTheOperationIsPassedOverWithTheReason() {
    Choice torch = Choice.of(graph(ChoiceTest::onlyTorch, 3));
    assertThat(torch.backEnd()).isEqualTo(BackEnd.TORCHSCRIPT);
    assertThat(torch.reason())
        .startsWith("not JVM: operation Cast[type=int8] has no kernel on Java arrays");

    Choice jvm = Choice.of(graph(x -> ArrayMath.erf(onlyJava(x)).sum(), 100_000));
    assertThat(jvm.backEnd()).isEqualTo(BackEnd.JVM);
    assertThat(jvm.reason()).startsWith("not TORCHSCRIPT: operation").contains("TorchScript text");

    Choice neither = Choice.of(graph(x -> onlyTorch(onlyJava(x)), 3));
    assertThat(neither.backEnd()).isEqualTo(BackEnd.EAGER);
    assertThat(neither.reason()).contains("not JVM: ", "not TORCHSCRIPT: ");
  }

  @Test
  void onAGpuTheEngineRunsEverything() {
    assertThat(Choice.of(graph(NDArray::exp, 3), GPU).backEnd()).isEqualTo(BackEnd.TORCHSCRIPT);
    assertThat(Choice.of(graph(ChoiceTest::onlyJava, 3), GPU).backEnd()).isEqualTo(BackEnd.EAGER);
  }

  @Test
  void aForcedBackEndIsTakenOrRefusedWithTheReason() {
    Graph graph = graph(NDArray::exp, 3);
    for (BackEnd backEnd : BackEnd.values()) {
      Choice choice = Choice.forced(graph, backEnd);
      assertThat(choice.backEnd()).isEqualTo(backEnd);
      assertThat(choice.isForced()).isTrue();
      assertThat(choice.jvmNanos()).isEqualTo(Choice.of(graph).jvmNanos());
    }
    assertThatThrownBy(() -> Choice.forced(graph(ChoiceTest::onlyTorch, 3), BackEnd.JVM))
        .isInstanceOf(TracingException.class)
        .hasMessage(
            "back-end JVM was asked for, but operation Cast[type=int8] has no kernel on Java arrays");
  }

  @Test
  void theRuleIsAFunctionOfTheGraph() {
    assertThat(Choice.of(graph(x -> x.matMul(x).tanh(), 40, 40)))
        .isEqualTo(Choice.of(graph(x -> x.matMul(x).tanh(), 40, 40)));
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void everyBackEndComputesTheSame(BackEnd backEnd) {
    Graph graph = graph(x -> x.matMul(x).tanh().sum(), 5, 5);
    double[] values = new double[25];
    double[][] product = new double[5][5];
    for (int i = 0; i < 25; i++) {
      values[i] = Math.sin(i);
    }
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 5; k++) {
          product[i][j] += values[5 * i + k] * values[5 * k + j];
        }
        sum += Math.tanh(product[i][j]);
      }
    }
    Executable executable = Executable.of(graph, Choice.forced(graph, backEnd));

    NDArray result = executable.run(List.of(BorchArray.of(new Shape(5, 5), values))).get(0);

    assertThat(BorchArray.wrap(result).values()).containsExactly(new double[] {sum}, within(1e-12));
    assertThat(executable.choice().backEnd()).isEqualTo(backEnd);
    assertThatThrownBy(() -> executable.run(List.of(BorchArray.of(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("arguments [float64(2)], expected [float64(5, 5)]");
  }

  @Test
  void aChoiceOfJavaDoesNotLoadTheEngine() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                OnJava.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("JVM", "libraries: 0");
  }

  /** Chooses and runs, then counts the engine's loaded libraries. */
  static final class OnJava {

    public static void main(String[] args) throws Exception {
      Executable executable = Executable.of(graph(x -> ArrayMath.softplus(x).sum(), 30));
      executable.run(List.of(BorchArray.of(new double[30])));
      String mapped = Files.readString(Path.of("/proc/self/maps"));
      long libraries = mapped.lines().filter(line -> line.matches(".*torch.*[.]so.*")).count();
      System.out.println(executable.choice() + " libraries: " + libraries);
    }
  }
}
