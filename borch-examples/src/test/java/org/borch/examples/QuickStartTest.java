package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.StepAlgorithm;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The quick start on small digits: each algorithm learns to read by the same line. */
class QuickStartTest {

  private record Case(
      String name, Function<JointDensity, StepAlgorithm> settings, int steps, double accuracy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> algorithms() {
    return Stream.of(
        new Case("VI", QuickStart.vi(), 1_500, 0.85),
        new Case("EKF", QuickStart.ekf(), 150, 0.75),
        new Case("SGHMC", QuickStart.sghmc(), 1_000, 0.85));
  }

  private static Model<NDArray, NDArray> model() {
    NDArray digits = BorchArray.of(Digits.digits(0, Digits.TRAIN));
    return QuickStart.model(16, Digits.pixels(0, Digits.TRAIN), digits);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void eachAlgorithmReadsDigitsThatItHasNotSeen(Case row) {
    Model<NDArray, NDArray> model = model();
    Draws draws = QuickStart.learn(model, row.settings(), row.steps(), 20);
    int end = Digits.TRAIN + Digits.TEST;
    NDArray pixels = Digits.pixels(Digits.TRAIN, end);
    double accuracy = QuickStart.accuracy(model, draws, pixels, Digits.digits(Digits.TRAIN, end));
    assertThat(accuracy).isGreaterThan(row.accuracy());
  }
}
