package org.borch.infer.sgmcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Batch;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Logistic regression with one coefficient, whose posterior is integrated on a grid. */
class ControlVariatesTest {

  private static final int ROWS = 200;
  private static final double[] X =
      IntStream.range(0, ROWS).mapToDouble(i -> i / 50.0 - 2).toArray();

  /** One in three is against the sign, whatever the place. */
  private static double sign(int row) {
    return (row % 3 == 0) == (row % 2 == 0) ? 1 : -1;
  }

  private static double[] signed() {
    return IntStream.range(0, ROWS).mapToDouble(i -> (X[i] + 0.7) * sign(i)).toArray();
  }

  private static LogPosterior density(int batch) {
    return LogPosterior.of(
        Map.of("b", new Shape(1)),
        DataType.FLOAT64,
        minibatches(BorchArray.of(signed()), batch).plate("row"),
        ControlVariatesTest::value);
  }

  private static NDArray value(Map<String, NDArray> at, Batch<NDArray> batch) {
    NDArray b = at.get("b");
    NDArray lost = batch.input().mul(b).neg().exp().add(1).log().sum();
    double weight = (double) batch.size() / batch.index().size();
    return lost.mul(-weight).sub(b.square().sum().mul(0.5));
  }

  private static double logDensity(double b) {
    double sum = -b * b / 2;
    for (double x : signed()) {
      sum -= Math.log1p(Math.exp(-x * b));
    }
    return sum;
  }

  /** Mode, mean and standard deviation. */
  private static double[] integrated() {
    double top = Double.NEGATIVE_INFINITY;
    double mode = 0;
    for (int i = -4_000; i <= 4_000; i++) {
      double value = logDensity(i / 1_000.0);
      mode = value > top ? i / 1_000.0 : mode;
      top = Math.max(top, value);
    }
    double[] sums = new double[3];
    for (int i = -4_000; i <= 4_000; i++) {
      double b = i / 1_000.0;
      double p = Math.exp(logDensity(b) - top);
      sums[0] += p;
      sums[1] += p * b;
      sums[2] += p * b * b;
    }
    double mean = sums[1] / sums[0];
    return new double[] {mode, mean, Math.sqrt(sums[2] / sums[0] - mean * mean)};
  }

  private static LogPosterior corrected() {
    return ControlVariates.of(density(10), density(ROWS), integrated()[0]);
  }

  @Test
  void nearTheModeAllBatchesHaveTheGradientOfAllData() {
    double[] truth = integrated();
    LogPosterior corrected = corrected();
    try (Scope scope = Scope.open()) {
      double near = truth[0] + truth[2] / 4;
      double plain = spread(density(10), near);
      assertThat(spread(corrected, near)).isLessThan(plain / 10);
      NDArray mode = BorchArray.of(truth[0]);
      LogPosterior.Gradient at = corrected.valueAndGradient(mode, corrected.data(Key.of(3)));
      LogPosterior all = density(ROWS);
      LogPosterior.Gradient whole = all.valueAndGradient(mode, all.data(Key.of(0)));
      assertThat(number(at.value())).isCloseTo(number(whole.value()), within(1e-10));
      assertThat(number(at.gradient())).isCloseTo(number(whole.gradient()), within(1e-10));
    }
  }

  private static double number(NDArray array) {
    return BorchArray.wrap(array).values()[0];
  }

  /** The standard deviation of gradients over batches. */
  private static double spread(LogPosterior density, double at) {
    double[] found =
        IntStream.range(0, 100)
            .mapToDouble(
                i -> {
                  NDArray point = BorchArray.of(at);
                  return number(
                      density.valueAndGradient(point, density.data(Key.of(i))).gradient());
                })
            .toArray();
    double mean = IntStream.range(0, 100).mapToDouble(i -> found[i] / 100).sum();
    return Math.sqrt(
        IntStream.range(0, 100).mapToDouble(i -> (found[i] - mean) * (found[i] - mean)).sum() / 99);
  }

  @Test
  void theValueHasTheGradientAsItsDerivative() {
    LogPosterior corrected = corrected();
    try (Scope scope = Scope.open()) {
      NDArray at = BorchArray.of(0.9);
      LogPosterior.Gradient stated = corrected.valueAndGradient(at, corrected.data(Key.of(3)));
      Autodiff.ValueAndGradient found =
          Autodiff.valueAndGrad(
              in -> corrected.value(in.get(0), corrected.data(Key.of(3))), List.of(at));
      assertThat(number(stated.value())).isCloseTo(number(found.value()), within(1e-10));
      assertThat(number(stated.gradient()))
          .isCloseTo(number(found.gradient().get(0)), within(1e-10));
    }
  }

  @Test
  void aLogisticRegressionHasTheMomentsThatQuadratureHas() {
    double[] truth = integrated();
    double v = truth[2] * truth[2];
    Run run =
        Run.defaults().withSteps(20_000).withBurnIn(2_000).withThinning(4).withProgress(false);
    UnconstrainedDraws draws =
        ChainRun.begin(Sgld.defaults().withStepSize(0.2 * v).on(corrected()), run, Seed.of(4));
    Diagnosis found = Diagnosis.of(draws.coordinate(0));
    assertThat(found.mean()).isCloseTo(truth[1], within(4 * found.mcseMean() + 0.02 * truth[2]));
    // The variance over 1 - ε/(4v) = 0.95, on a density that is nearly normal.
    double expected = truth[2] / Math.sqrt(0.95);
    assertThat(found.sd()).isCloseTo(expected, within(4 * found.mcseSd() + 0.01 * expected));
  }

  @Test
  void otherParametersAreRefused() {
    LogPosterior other =
        LogPosterior.of(Map.of("c", new Shape(1)), DataType.FLOAT64, at -> at.get("c").sum());
    assertThatThrownBy(() -> ControlVariates.of(density(10), other, 0))
        .hasMessageContaining("expected the same parameters");
    assertThatThrownBy(() -> ControlVariates.of(density(10), density(ROWS), 0, 1))
        .hasMessageContaining("mode of 2 coordinates for a density of 1");
    LogPosterior corrected = corrected();
    assertThat(corrected.rows()).isEqualTo(ROWS);
    assertThat(corrected.parameters()).containsOnlyKeys("b");
    assertThat(corrected.fault(BorchArray.of(0.0), corrected.data(Key.of(0))))
        .contains("the log density is");
  }
}
