package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeGradientTest {
  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void convolutionAgreesWithFiniteDifferences() {
    NDArray image = wave(new Shape(2, 3, 5, 5), 0.1);
    NDArray weight = wave(new Shape(4, 3, 3, 3), 0.7);
    NDArray bias = wave(new Shape(4), 0.3);
    assertAgreesWithFiniteDifferences(
        at -> convolution(at[0], at[1], at[2]).tanh(), image, weight, bias);
  }

  @Test
  void expAndOurOwnOperationsAgreeWithFiniteDifferences() {
    NDArray x = wave(new Shape(7), 0.4);
    assertAgreesWithFiniteDifferences(at -> at[0].exp(), x);
    assertAgreesWithFiniteDifferences(
        at -> NativeOperations.softplus(at[0].mul(NativeOperations.logSumExp(at[0], true, 0))), x);
  }

  private void assertAgreesWithFiniteDifferences(Function<NDArray[], NDArray> f, NDArray... at) {
    NDArray[] inputs = new NDArray[at.length];
    for (int i = 0; i < at.length; i++) {
      inputs[i] = NativeGradient.input(at[i]);
    }
    NDArray output = NativeGradient.recorded(() -> f.apply(inputs));
    NDArray cotangent = wave(output.getShape(), 1.1);
    NDArray[] gradients = NativeGradient.of(output, inputs, cotangent);
    double step = 1e-5;
    for (int i = 0; i < at.length; i++) {
      assertThat(gradients[i].getShape()).isEqualTo(at[i].getShape());
      double[] gradient = gradients[i].toDoubleArray();
      for (int j = 0; j < gradient.length; j++) {
        double up = moved(f, at, i, j, step).mul(cotangent).sum().getDouble();
        double down = moved(f, at, i, j, -step).mul(cotangent).sum().getDouble();
        assertThat(gradient[j]).isCloseTo((up - down) / (2 * step), within(1e-8));
      }
    }
  }

  private NDArray moved(
      Function<NDArray[], NDArray> f, NDArray[] at, int input, int element, double step) {
    NDArray[] copy = at.clone();
    double[] values = at[input].toDoubleArray();
    values[element] += step;
    copy[input] = manager.create(values, at[input].getShape());
    return f.apply(copy);
  }

  @Test
  void inputsAndTheThreadStayAsTheyWere() {
    NDArray x = wave(new Shape(3), 0.2);
    boolean mode = JniUtils.isGradMode();
    NDArray input = NativeGradient.input(x);
    NDArray y = NativeGradient.recorded(input::exp);
    double[] once = NativeGradient.of(y, new NDArray[] {input}, x)[0].toDoubleArray();
    assertThat(NativeGradient.of(y, new NDArray[] {input}, x)[0].toDoubleArray()).isEqualTo(once);
    assertThat(input.getGradient().toType(DataType.FLOAT64, false).toDoubleArray()).containsOnly(0);
    assertThat(JniUtils.requiresGrad((PtNDArray) x)).isFalse();
    assertThat(JniUtils.isGradMode()).isEqualTo(mode);
    assertThatThrownBy(
            () ->
                NativeGradient.recorded(
                    () -> {
                      throw new IllegalStateException("inside");
                    }))
        .hasMessage("inside");
    assertThat(JniUtils.isGradMode()).isEqualTo(mode);
  }

  @Test
  void gradientsTakenWhileRecordingHaveGradients() {
    NDArray x = manager.create(new double[] {1, 2, 3});
    NDArray ones = manager.ones(new Shape(3), DataType.FLOAT64);
    NDArray input = NativeGradient.input(x);
    NDArray[] inputs = {input};
    NDArray first = NativeGradient.recorded(() -> NativeGradient.of(input.pow(3), inputs, ones)[0]);
    assertThat(first.toDoubleArray()).containsExactly(3, 12, 27);
    double[] second = NativeGradient.of(first, inputs, ones)[0].toDoubleArray();
    assertThat(second).containsExactly(6, 12, 18);
  }

  @Test
  void severalOutputsAddUpAndUnusedInputsGetZeros() {
    NDArray x = NativeGradient.input(manager.create(new double[] {1, 2}));
    NDArray unused = NativeGradient.input(manager.create(new double[] {5}));
    NDArray ones = manager.ones(new Shape(2), DataType.FLOAT64);
    NDArray[] outputs = NativeGradient.recorded(() -> new NDArray[] {x.mul(3), x.mul(x)});
    NDArray[] got =
        NativeGradient.of(outputs, new NDArray[] {x, unused}, new NDArray[] {ones, ones});
    assertThat(got[0].toDoubleArray()).containsExactly(5, 7);
    assertThat(got[1].toDoubleArray()).containsExactly(0);
  }

  @Test
  void wrongUseIsExplained() {
    NDArray x = NativeGradient.input(manager.create(new double[] {1, 2}));
    NDArray y = manager.create(new double[] {3, 4});
    assertThatThrownBy(() -> NativeGradient.of(y, new NDArray[] {x}, y))
        .hasMessageContaining("gradient([float64(2)], [float64(2)], [float64(2)], \"false\")")
        .hasMessageContaining("does not require grad");
    assertThatThrownBy(() -> NativeGradient.input(manager.create(new long[] {1})))
        .hasMessageContaining("int64")
        .hasMessageContaining("floating");
  }

  @Test
  void eightThreadsDifferentiateAtOnce() throws Exception {
    NDArray shared = wave(new Shape(1, 2, 6, 6), 0.1);
    NDArray weight = wave(new Shape(3, 2, 3, 3), 0.5);
    double[] expected = convolutionGradient(shared, weight);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> work =
          () -> {
            for (int i = 0; i < 200; i++) {
              try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                if (!Arrays.equals(convolutionGradient(shared, weight), expected)) {
                  return false;
                }
              }
            }
            return true;
          };
      List<Future<Boolean>> all = threads.invokeAll(Collections.nCopies(8, work));
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  private double[] convolutionGradient(NDArray image, NDArray weight) {
    NDArray[] inputs = {NativeGradient.input(image), NativeGradient.input(weight)};
    NDArray bias = wave(new Shape(weight.getShape().get(0)), 0.2);
    NDArray output =
        NativeGradient.recorded(
            () -> NativeOperations.expm1(convolution(inputs[0], inputs[1], bias)).sum());
    return NativeGradient.of(output, inputs, output.onesLike())[1].toDoubleArray();
  }

  private static NDArray convolution(NDArray image, NDArray weight, NDArray bias) {
    Shape one = new Shape(1, 1);
    return image
        .getNDArrayInternal()
        .convolution(image, weight, bias, one, one, one, 1)
        .singletonOrThrow();
  }

  /** Values between -1 and 1 without pattern. */
  private NDArray wave(Shape shape, double phase) {
    double[] values =
        IntStream.range(0, (int) shape.size())
            .mapToDouble(i -> Math.sin(phase + 1.7 * i))
            .toArray();
    return manager.create(values, shape);
  }
}
