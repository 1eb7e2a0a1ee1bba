package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.borch.Batch;
import org.borch.Minibatches;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchDensityTest {

  private static final int ROWS = 50;
  private static final double[] X = numbers(1);
  private static final double[] Y = numbers(2);
  private static final double[] AT = {0.4, -0.7};

  private static double[] numbers(int seed) {
    return new SplittableRandom(seed).doubles(ROWS, -1, 1).toArray();
  }

  private static Module<NDArray, NDArray> line() {
    return Module.of(
        (m, x) -> {
          NDArray a = m.rv("a", normal(0, 2));
          NDArray b = m.rv("b", normal(0, 3));
          return m.plate("row").rv("y", normal(x.mul(a).add(b), 0.5));
        });
  }

  private static Minibatches<NDArray> data() {
    return minibatches(BorchArray.of(X), 20).plate("row").observing("y", BorchArray.of(Y));
  }

  /** Batches of 20, 20 and 10 rows, as keys decide. */
  private static Model<NDArray, NDArray> epochs() {
    Minibatches<NDArray> data = data();
    Seed seed = Seed.of(7);
    return line().on(key -> data.batch(seed.key(), Long.remainderUnsigned(key.bits(), 3)));
  }

  private static double logNormal(double x, double loc, double scale) {
    double z = (x - loc) / scale;
    return -0.5 * z * z - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
  }

  /** Value, then gradient, of the rows of a batch with weight N/B. */
  private static double[] byHand(Batch<NDArray> batch) {
    double[] rows = BorchArray.wrap(batch.index()).values();
    double weight = (double) ROWS / rows.length;
    double[] result = {
      logNormal(AT[0], 0, 2) + logNormal(AT[1], 0, 3), -AT[0] / 4, -AT[1] / 9,
    };
    for (double row : rows) {
      double x = X[(int) row];
      double y = Y[(int) row];
      double residual = (y - AT[0] * x - AT[1]) / 0.25;
      result[0] += weight * logNormal(y, AT[0] * x + AT[1], 0.5);
      result[1] += weight * residual * x;
      result[2] += weight * residual;
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void itIsTheHandWrittenDensityOfTheBatchThatAKeyDecides(BackEnd backEnd) {
    Model<NDArray, NDArray> model = epochs();
    LogDensity density = LogDensity.of(model, Seed.of(1)).withBackEnd(backEnd);
    LogDensity.BatchEvaluator evaluator = density.batchEvaluator();
    List<Integer> sizes = new ArrayList<>();

    for (int i = 0; i < 12; i++) {
      Key key = Seed.of(3).at(i);
      Batch<NDArray> batch = model.batch(key).orElseThrow();
      sizes.add((int) batch.index().size());
      double[] expected = byHand(batch);
      double[] gradient = new double[2];
      assertThat(evaluator.valueAndGradient(AT, key, gradient))
          .isCloseTo(expected[0], within(1e-10));
      assertThat(gradient).containsExactly(new double[] {expected[1], expected[2]}, within(1e-10));

      LogDensityTerms terms = density.terms(AT, key);
      assertThat(terms.value()).isCloseTo(expected[0], within(1e-10));
      assertThat(terms.rows().get("y").size()).isEqualTo(batch.index().size());
      try (Scope scope = Scope.open()) {
        Autodiff.ValueAndGradient arrays = density.valueAndGradient(BorchArray.of(AT), key);
        assertThat(BorchArray.wrap(arrays.value()).values()[0])
            .isCloseTo(expected[0], within(1e-10));
      }
    }
    assertThat(density.execution().backEnd()).isEqualTo(backEnd);
    assertThat(sizes).contains(10, 20);
  }

  @Test
  void latentVariablesOfTheBatchedRowsCountWithTheirWeightAndOthersHaveNoGradient() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              Plate rows = m.plate("row");
              NDArray z = rows.rv("z", halfNormal(1));
              return rows.rv("y", normal(x.add(z), 0.5));
            });
    Model<NDArray, NDArray> model = module.on(data());
    LogDensity density = LogDensity.of(model, Seed.of(1));
    assertThat(density.dimension()).isEqualTo(ROWS);
    double[] at = numbers(3);
    double[] gradient = new double[ROWS];
    Key key = Seed.of(4).key();
    double value = density.batchEvaluator().valueAndGradient(at, key, gradient);

    double expected = 0;
    double[] slope = new double[ROWS];
    for (double index : BorchArray.wrap(model.batch(key).orElseThrow().index()).values()) {
      int row = (int) index;
      double z = Math.exp(at[row]);
      double residual = (Y[row] - X[row] - z) / 0.25;
      double own = Math.log(2) + logNormal(z, 0, 1) + at[row];
      expected += 2.5 * (own + logNormal(Y[row], X[row] + z, 0.5));
      slope[row] = 2.5 * (1 - z * z + residual * z);
    }
    assertThat(value).isCloseTo(expected, within(1e-10));
    assertThat(gradient).containsExactly(slope, within(1e-10));
  }

  @Test
  void withoutAKeyTheErrorSaysWhatToDo() {
    LogDensity density = LogDensity.of(epochs(), Seed.of(1));

    assertThat(density.isBatched()).isTrue();
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            density::evaluator,
            () -> density.terms(AT),
            () -> density.constrain(AT),
            () -> density.valueAndGradient(BorchArray.of(AT)))) {
      assertThatThrownBy(wrong)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("minibatches")
          .hasMessageContaining("key");
    }
  }

  @Test
  void withAllDataAKeyChangesNothing() {
    LogDensity density = LogDensity.of(line().on(BorchArray.of(X)).observe("y", Y), Seed.of(1));
    double[] gradient = new double[2];
    double[] expected = new double[2];

    assertThat(density.isBatched()).isFalse();
    assertThat(density.batchEvaluator().valueAndGradient(AT, Seed.of(9).key(), gradient))
        .isEqualTo(density.evaluator().valueAndGradient(AT, expected));
    assertThat(gradient).containsExactly(expected);
  }

  @Test
  void nothingOfItStartsTheEngine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutEngine.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).endsWith("0");
  }

  /** Prints how many of the engine's libraries are loaded after gradients and terms. */
  static final class WithoutEngine {

    public static void main(String[] arguments) throws IOException {
      LogDensity density = LogDensity.of(epochs(), Seed.of(1));
      LogDensity.BatchEvaluator evaluator = density.batchEvaluator();
      for (int i = 0; i < 8; i++) {
        evaluator.valueAndGradient(AT, Seed.of(3).at(i), new double[2]);
        density.terms(AT, Seed.of(3).at(i));
      }
      LogDensity all = LogDensity.of(line().on(BorchArray.of(X)).observe("y", Y), Seed.of(1));
      all.evaluator().valueAndGradient(AT, new double[2]);
      all.terms(AT);
      all.constrain(AT);
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        System.out.println(maps.filter(line -> line.matches(".*torch.*[.]so.*")).count());
      }
    }
  }
}
