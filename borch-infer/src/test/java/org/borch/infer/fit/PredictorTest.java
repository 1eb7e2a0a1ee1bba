package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictorTest {

  private static final Seed SEED = Seed.of(12);
  private static final int CHAINS = 2;
  private static final int DRAWS = 30;
  private static final int P = 4;
  private static final double[] ROW = {0.3, -1.2, 0.7, 2};

  private static final Module<NDArray, NDArray> LOGISTIC =
      Module.of(
          (m, x) -> {
            NDArray beta = m.rv("beta", normal(0, 1).expand(new Shape(P)));
            NDArray logit = m.deterministic("logit", x.matMul(beta.expandDims(1)).squeeze(1));
            return m.plate("row").rv("y", bernoulliLogits(logit));
          });

  private static Model<NDArray, NDArray> model() {
    return LOGISTIC.on(rows(0, 0, 0, 0)).observe("y", 1);
  }

  private static NDArray rows(double... values) {
    return BorchArray.of(new Shape(values.length / P, P), values);
  }

  private static Draws draws() {
    double[] beta = new double[CHAINS * DRAWS * P];
    new NoiseReader(Key.of(5)).normal(beta);
    return Draws.of(Map.of("beta", BorchArray.of(new Shape(CHAINS, DRAWS, P), beta)));
  }

  /** By hand: the probability of 1 in each draw. */
  private static double[] probabilities() {
    double[] beta = draws().values("beta");
    double[] probabilities = new double[CHAINS * DRAWS];
    for (int s = 0; s < probabilities.length; s++) {
      double logit = 0;
      for (int i = 0; i < P; i++) {
        logit += ROW[i] * beta[s * P + i];
      }
      probabilities[s] = 1 / (1 + Math.exp(-logit));
    }
    return probabilities;
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreThoseOfALoopByHandOnEveryBackEnd(BackEnd backEnd) {
    Predictor predictor = Predictor.of(model(), draws(), SEED).withBackEnd(backEnd);
    double[] p = probabilities();
    double mean = Arrays.stream(p).average().orElseThrow();
    NDArray row = rows(ROW);
    assertThat(values(predictor.mean("y", row)))
        .containsExactly(new double[] {mean}, within(1e-13));
    assertThat(predictor.execution().backEnd()).isEqualTo(backEnd);
    NDArray both = predictor.probabilities("y", row);
    assertThat(both.getShape()).isEqualTo(new Shape(1, 2));
    assertThat(values(both)).containsExactly(new double[] {1 - mean, mean}, within(1e-13));
    double[] logits = Arrays.stream(p).map(x -> Math.log(x / (1 - x))).sorted().toArray();
    NDArray quantiles = predictor.quantiles("logit", row, 0, 0.5, 1);
    assertThat(quantiles.getShape()).isEqualTo(new Shape(3, 1));
    assertThat(values(quantiles))
        .containsExactly(
            new double[] {logits[0], (logits[29] + logits[30]) / 2, logits[59]}, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void drawsAreThoseOfThePredictive(BackEnd backEnd) {
    NDArray two = rows(0.3, -1.2, 0.7, 2, 1, 1, 1, 1);
    Draws expected = Predictive.posterior(model().on(two), draws(), SEED).draws();
    Draws found = Predictor.of(model(), draws(), SEED).withBackEnd(backEnd).draws(two);
    assertThat(found.names()).contains("beta", "logit", "y");
    assertThat(found.chainCount()).isEqualTo(CHAINS);
    assertThat(found.drawCount()).isEqualTo(DRAWS);
    assertThat(found.values("y")).containsExactly(expected.values("y"));
    assertThat(found.values("logit")).containsExactly(expected.values("logit"), within(1e-12));
    assertThat(found.values("beta")).containsExactly(draws().values("beta"));
  }

  @Test
  void theJvmPredictsSmallModelsForManyThreadsAtOnce() {
    Predictor predictor = Predictor.of(model(), draws(), SEED);
    double[][] expected = new double[64][];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = values(predictor.mean("y", rows(i, 1, -1, 0.5)));
    }
    assertThat(predictor.execution().backEnd()).isEqualTo(BackEnd.JVM);
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 8)
            .mapToObj(
                t ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int n = 0; n < 2_000; n++) {
                            int i = (7 * n + t) % expected.length;
                            assertThat(values(predictor.mean("y", rows(i, 1, -1, 0.5))))
                                .containsExactly(expected[i]);
                          }
                        }))
            .toList();
    threads.forEach(CompletableFuture::join);
  }

  @Test
  void aFitPredictsWithItsOwnParametersAsItDoesItself() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray bias = m.parameter("bias", BorchArray.of(0.5));
              NDArray mean = m.deterministic("mean", x.mul(slope).add(bias));
              return m.plate("row").rv("y", poisson(exp(mean)));
            });
    Model<NDArray, NDArray> model = module.on(BorchArray.of(1, 2)).observe("y", 3, 4);
    for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
      Model<NDArray, NDArray> own = model.in(type);
      var params = own.init(SEED);
      params.update(params.flat().add(0.25)); // other than the starts
      Execution none = new Execution(BackEnd.EAGER, "nothing ran");
      try (Fit fit = Fit.of(own, params, new double[0], new Stop.Completed(0), none)) {
        NDArray there = BorchArray.of(0.5);
        Predictor predictor = Predictor.of(fit, 50, SEED);
        Draws expected = fit.predict(there, 50, SEED);
        Draws found = predictor.draws(there);
        double rounding = type == DataType.FLOAT64 ? 1e-12 : 1e-5;
        assertThat(found.values("mean")).containsExactly(expected.values("mean"), within(rounding));
        assertThat(found.values("y")).containsExactly(expected.values("y"));
        double rate = Arrays.stream(expected.values("mean")).map(Math::exp).average().orElseThrow();
        assertThat(values(predictor.mean("y", there)))
            .containsExactly(new double[] {rate}, within(rounding * rate));
      }
    }
  }

  /** An input with a part that is no array. */
  record Flower(NDArray sizes, int power) {}

  @Test
  void whatIsNoArrayInARecordBelongsToTheProgram() {
    Module<Flower, NDArray> module =
        Module.of(
            (m, flower) -> {
              NDArray w = m.rv("w", normal(0, 1).expand(new Shape(3)));
              NDArray logits = w.mul(flower.sizes().pow(flower.power()));
              return m.rv("kind", categoricalLogits(logits));
            });
    double[] w = {0.1, -0.5, 1, 1.5, 0.2, 0.7};
    Draws draws = Draws.of(Map.of("w", BorchArray.of(new Shape(1, 2, 3), w)));
    Model<Flower, NDArray> model =
        module.on(new Flower(BorchArray.of(1, 1, 1), 1)).awaiting(List.of("kind"));
    Predictor predictor = Predictor.of(model, draws, SEED);
    for (int power : new int[] {1, 2, 1}) {
      double[] sizes = {0.5, 1, 2};
      double[] expected = new double[3];
      for (int s = 0; s < 2; s++) {
        double[] odds = new double[3];
        for (int k = 0; k < 3; k++) {
          odds[k] = Math.exp(w[3 * s + k] * Math.pow(sizes[k], power));
        }
        double sum = Arrays.stream(odds).sum();
        Arrays.setAll(expected, k -> expected[k] + odds[k] / sum / 2);
      }
      Flower flower = new Flower(BorchArray.of(sizes), power);
      assertThat(values(predictor.probabilities("kind", flower)))
          .containsExactly(expected, within(1e-13));
    }
    Flower single = new Flower(BorchArray.ofFloats(0.5f, 1, 2), 1);
    assertThat(values(predictor.mean("w", single)))
        .containsExactly(new double[] {0.8, -0.15, 0.85}, within(1e-13));
  }

  @Test
  void whatCannotBeTracedRunsOneDrawAfterTheOther() {
    Module<NDArray, NDArray> looking =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              double read = values(x)[0];
              return m.rv("y", normal(read > 0 ? mu.mul(read) : ArrayMath.neg(mu), 1));
            });
    Draws draws = Draws.of(Map.of("mu", BorchArray.of(new Shape(1, 3), new double[] {1, 2, 6})));
    Predictor predictor = Predictor.of(looking.on(BorchArray.of(1)).observe("y", 1), draws, SEED);
    try (CapturedLog log = new CapturedLog(Fallback.class)) {
      assertThat(values(predictor.mean("y", BorchArray.of(2)))).containsExactly(6);
      assertThat(values(predictor.mean("y", BorchArray.of(-2)))).containsExactly(-3);
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(predictor.execution().backEnd()).isEqualTo(BackEnd.EAGER);
  }

  @Test
  void mistakesAreErrorsThatSayWhatThereIs() {
    Predictor predictor = Predictor.of(model(), draws(), SEED);
    NDArray row = rows(ROW);
    assertThatThrownBy(() -> predictor.mean("logits", row)).hasMessageContaining("\"logit\"");
    assertThatThrownBy(() -> predictor.probabilities("beta", row))
        .hasMessageContaining("not drawn here");
    assertThatThrownBy(() -> predictor.quantiles("y", row, 1.5)).hasMessageContaining("0 to 1");
    assertThatThrownBy(
            () -> Predictor.of(model(), draws().with("z", draws().get("beta")).select("z"), SEED))
        .hasMessageContaining("lack the latent variables [beta]");
    Module<NDArray, NDArray> count =
        Module.of((m, x) -> m.rv("n", poisson(exp(m.rv("mu", normal(0, 1))))));
    Draws one = Draws.of(Map.of("mu", BorchArray.of(new Shape(1, 1), new double[] {0})));
    assertThatThrownBy(
            () -> Predictor.of(count.on(row).observe("n", 3), one, SEED).probabilities("n", row))
        .hasMessageContaining("the values of n are a whole number");
    assertThat(predictor).hasToString("Predictor of Module from 60 draws");
  }
}
