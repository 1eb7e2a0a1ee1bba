package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.discreteUniform;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.run.Fallback;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Discrete latent variables in densities: known densities, minibatches, missing values, errors. */
class DiscreteLatentsTest {

  private static final Seed SEED = Seed.of(9);
  private static final double[] Y = {-1.2, 0.4, 3.6, 0.9, -0.3, 1.4, 0.1};

  private static double logNormal(double x, double loc, double scale) {
    double z = (x - loc) / scale;
    return -0.5 * z * z - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
  }

  private static double logSum(double a, double b) {
    double largest = Math.max(a, b);
    return largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest));
  }

  private static double value(LogDensity density, double... at) {
    return density.evaluator().valueAndGradient(at, new double[at.length]);
  }

  // ---- known densities

  private static double[] twoGroups(int n) {
    SplittableRandom random = new SplittableRandom(5);
    return random.doubles(n, -1, 1).map(u -> u < 0.2 ? u - 2 : 1.5 * u + 2).toArray();
  }

  /** The form of posteriordb's low_dim_gauss_mix. */
  private static Model<?, ?> mixture(double[] y, boolean isSummedOut) {
    Module<Double, Double> module =
        Module.of(
            (m, x) -> {
              NDArray theta = m.rv("theta", beta(5, 5));
              NDArray low = m.rv("low", normal(0, 2));
              NDArray high = low.add(m.rv("gap", halfNormal(2)));
              NDArray sigma = m.plate("component", 2).rv("sigma", halfNormal(2));
              NDArray mu = ArrayMath.concat(0, low.reshape(1), high.reshape(1));
              Plate rows = m.plate("row", y.length);
              if (isSummedOut) {
                NDArray data = BorchArray.of(y).reshape(y.length, 1);
                NDArray weights =
                    ArrayMath.concat(0, theta.reshape(1), theta.neg().add(1).reshape(1));
                NDArray logs = normal(mu, sigma).logProb(data).add(ArrayMath.log(weights));
                rows.factor("y", ArrayMath.logSumExp(logs, 1));
              } else {
                NDArray z = rows.rv("z", bernoulli(theta.neg().add(1)));
                NDArray component = z.toType(DataType.INT64, false);
                rows.rv(
                    "y",
                    normal(ArrayMath.take(mu, component, 0), ArrayMath.take(sigma, component, 0)));
              }
              return x;
            });
    Model<Double, Double> model = module.on(0.0);
    return isSummedOut ? model : model.observe("y", y);
  }

  @ParameterizedTest
  @EnumSource(
      value = BackEnd.class,
      names = {"JVM", "TORCHSCRIPT"})
  void aMixtureIsTheMixtureWrittenByHand(BackEnd backEnd) {
    double[] y = twoGroups(1000);
    JointDensity byHand = JointDensity.of(mixture(y, true), SEED);
    JointDensity density = JointDensity.of(mixture(y, false), SEED).withBackEnd(backEnd);
    double[] at = {0.2, -1.1, 0.7, -0.3, 0.4};
    double[] expected = new double[5];
    double[] gradient = new double[5];

    double value = byHand.evaluator().valueAndGradient(at, expected);

    assertThat(density.evaluator().valueAndGradient(at, gradient))
        .isCloseTo(value, within(1e-10 * Math.abs(value)));
    for (int i = 0; i < 5; i++) {
      assertThat(gradient[i]).isCloseTo(expected[i], within(1e-10 * (1 + Math.abs(expected[i]))));
    }
  }

  @Test
  void aLongChainOfVariablesIsTheForwardAlgorithm() {
    int n = 20;
    double[] y = twoGroups(n);
    Module<Double, NDArray> chain =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              NDArray z = m.rv("z0", bernoulli(0.5));
              NDArray last = z;
              for (int t = 0; t < n; t++) {
                z = t == 0 ? z : m.rv("z" + t, bernoulli(last.mul(0.7).add(0.1)));
                m.rv("y" + t, normal(z.mul(2).add(mu), 1));
                last = z;
              }
              return mu;
            });
    Model<Double, NDArray> model = chain.on(0.0);
    for (int t = 0; t < n; t++) {
      model = model.observe("y" + t, y[t]);
    }

    double off = Math.log(0.5);
    double on = Math.log(0.5);
    for (int t = 0; t < n; t++) {
      if (t > 0) {
        double before = off;
        off = logSum(before + Math.log(0.9), on + Math.log(0.2));
        on = logSum(before + Math.log(0.1), on + Math.log(0.8));
      }
      off += logNormal(y[t], 0.3, 1);
      on += logNormal(y[t], 2.3, 1);
    }
    double expected = logNormal(0.3, 0, 1) + logSum(off, on);
    assertThat(value(JointDensity.of(model, SEED), 0.3)).isCloseTo(expected, within(1e-10));
  }

  // ---- flags

  /** Rows that are ten times as wide with probability 0.2. */
  private static Module<Double, NDArray> outliers() {
    return Module.of(
        (m, x) -> {
          NDArray mu = m.rv("mu", normal(0, 10));
          Plate rows = m.plate("row", Y.length);
          NDArray flag = rows.rv("flag", bernoulli(0.2));
          return rows.rv("y", normal(mu, flag.mul(9).add(1)));
        });
  }

  private static double logRow(double y, double mu) {
    return logSum(Math.log(0.8) + logNormal(y, mu, 1), Math.log(0.2) + logNormal(y, mu, 10));
  }

  private static double logPosterior(double mu) {
    return logNormal(mu, 0, 10) + Arrays.stream(Y).map(y -> logRow(y, mu)).sum();
  }

  private static double posteriorMean(DoubleUnaryOperator function) {
    double[] grid = IntStream.range(0, 8001).mapToDouble(i -> -20 + i * 0.005).toArray();
    double weights = Arrays.stream(grid).map(mu -> Math.exp(logPosterior(mu))).sum();
    return Arrays.stream(grid)
            .map(mu -> Math.exp(logPosterior(mu)) * function.applyAsDouble(mu))
            .sum()
        / weights;
  }

  @Test
  void nutsWithFlagsHasTheExactPosterior() {
    Model<Double, NDArray> model = outliers().on(0.0).observe("y", Y);
    JointDensity density = JointDensity.of(model, SEED);

    Draws draws = Infer.sample(model, Nuts.defaults(), SEED);

    double[][] mu = draws.element("mu");
    double mean = Arrays.stream(mu).flatMapToDouble(Arrays::stream).average().orElseThrow();
    assertThat(mean).isCloseTo(posteriorMean(x -> x), within(4 * Mcse.mean(mu)));
    assertThat(draws.names()).containsExactly("mu");
    // The probability of being an outlier, of a row in the middle and of one far from it.
    for (int row : new int[] {1, 2}) {
      double[][] flags = new double[4][1000];
      for (int chain = 0; chain < 4; chain++) {
        for (int draw = 0; draw < 1000; draw++) {
          double[] at = {mu[chain][draw]};
          flags[chain][draw] =
              BorchArray.wrap(density.discreteProbabilities(at).get("flag")).values()[2 * row + 1];
        }
      }
      double y = Y[row];
      double expected =
          posteriorMean(m -> Math.exp(Math.log(0.2) + logNormal(y, m, 10) - logRow(y, m)));
      double found = Arrays.stream(flags).flatMapToDouble(Arrays::stream).average().orElseThrow();
      assertThat(found).isCloseTo(expected, within(4 * Mcse.mean(flags) + 1e-12));
    }
  }

  @Test
  void drawsGetTheirDiscreteVariables() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.plate("component", 2).rv("mu", normal(BorchArray.of(-2, 2), 1));
              Plate rows = m.plate("row", Y.length);
              NDArray z = rows.rv("z", categorical(0.4, 0.6));
              NDArray mean = m.deterministic("mean", ArrayMath.take(mu, z, 0));
              return rows.rv("y", normal(mean, 1));
            });
    Model<Double, NDArray> model = module.on(0.0).observe("y", Y);
    Nuts shortRun = Nuts.defaults().with(run -> run.withWarmup(200).withDraws(250));
    Draws continuous = Infer.sample(model, shortRun, SEED);

    Draws draws = Infer.withDiscrete(model, continuous, SEED);

    assertThat(draws.names()).containsExactly("mu", "z");
    assertThat(draws.get("z").getShape()).isEqualTo(new Shape(4, 250, 7));
    JointDensity density = JointDensity.of(model, SEED);
    for (int row = 0; row < 7; row++) {
      double[][] z = draws.element("z", row);
      double sum = 0;
      double expected = 0;
      double variance = 0;
      for (int i = 0; i < 1000; i++) {
        double[] at = continuous.unconstrained().position(i / 250, i % 250);
        double p =
            BorchArray.wrap(density.discreteProbabilities(at).get("z")).values()[2 * row + 1];
        sum += z[i / 250][i % 250];
        expected += p;
        variance += p * (1 - p);
      }
      assertThat(sum).isCloseTo(expected, within(4 * Math.sqrt(variance) + 1e-9));
    }
    // Thinned draws are located by their values; predictions see the components.
    assertThat(Infer.withDiscrete(model, continuous.thin(50), SEED).names()).contains("z");
    Draws predicted = Predictive.posterior(model, draws.thin(50), SEED).draws();
    assertThat(predicted.names()).containsExactly("mean", "y");
    double[] mu = BorchArray.wrap(draws.thin(50).get("mu")).values();
    double[] z = BorchArray.wrap(draws.thin(50).get("z")).values();
    assertThat(BorchArray.wrap(predicted.get("mean")).values()[8]).isEqualTo(mu[2 + (int) z[8]]);
  }

  @Test
  void modeAndCurvatureAreThoseOfTheSum() {
    LaplaceFit fit = Infer.laplace(outliers().on(0.0).observe("y", Y), Laplace.defaults(), SEED);

    double mode = fit.mode().point()[0];
    double step = 1e-4;
    double up = logPosterior(mode + step);
    double down = logPosterior(mode - step);
    assertThat((up - down) / (2 * step)).isCloseTo(0, within(1e-6));
    double curvature = (up - 2 * logPosterior(mode) + down) / (step * step);
    assertThat(fit.precision()[0][0]).isCloseTo(-curvature, within(1e-5));
  }

  @Test
  void rowsThatAreKnownCountOnce() {
    boolean[] isKnown = {true, false, true, false, false, true, false};
    double[] flags = {0, 9, 1, 9, 9, 1, 9};
    NDArray mask = BorchArray.of(new Shape(7), isKnown);
    Model<Double, NDArray> model =
        outliers().on(0.0).observe("y", Y).observe("flag", BorchArray.of(flags), mask);
    double expected = logNormal(0.4, 0, 10);
    for (int i = 0; i < 7; i++) {
      double off = Math.log(0.8) + logNormal(Y[i], 0.4, 1);
      double on = Math.log(0.2) + logNormal(Y[i], 0.4, 10);
      expected += isKnown[i] ? (flags[i] == 0 ? off : on) : logSum(off, on);
    }

    JointDensity density = JointDensity.of(model, SEED);

    double[] gradient = new double[1];
    assertThat(density.evaluator().valueAndGradient(new double[] {0.4}, gradient))
        .isCloseTo(expected, within(1e-12));
    double slope = (value(density, 0.40001) - value(density, 0.39999)) / 2e-5;
    assertThat(gradient[0]).isCloseTo(slope, within(1e-8));
    assertThat(density.discretes()).extracting(Discrete::name).containsExactly("flag.missing");
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void rowsOfABatchCountWithTheirWeight(BackEnd backEnd) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 10));
              Plate rows = m.plate("row");
              NDArray flag = rows.rv("flag", bernoulli(x.mul(0).add(0.2)));
              return rows.rv("y", normal(mu, flag.mul(9).add(1)));
            });
    Model<NDArray, NDArray> model =
        module.on(minibatches(BorchArray.of(Y), 3).plate("row").observing("y", BorchArray.of(Y)));
    LogDensity.BatchEvaluator evaluator =
        JointDensity.of(model, SEED).withBackEnd(backEnd).batchEvaluator();

    for (int i = 0; i < 5; i++) {
      Key key = SEED.at(i);
      Batch<NDArray> batch = model.batch(key).orElseThrow();
      double[] rows = BorchArray.wrap(batch.index()).values();
      double sum = Arrays.stream(rows).map(row -> logRow(Y[(int) row], 0.4)).sum();
      double expected = logNormal(0.4, 0, 10) + sum * Y.length / rows.length;
      assertThat(evaluator.valueAndGradient(new double[] {0.4}, key, new double[1]))
          .isCloseTo(expected, within(1e-10));
    }
  }

  @Test
  void aModelThatReadsAContinuousValueRunsWithoutProgram() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 10));
              double width = BorchArray.wrap(mu).values()[0] > 0 ? 10 : 5;
              NDArray flag = m.plate("row", 7).rv("flag", bernoulli(0.2));
              return m.plate("row", 7).rv("y", normal(mu, flag.mul(width - 1).add(1)));
            });
    try (CapturedLog log = new CapturedLog(Fallback.class)) {
      JointDensity density = JointDensity.of(module.on(0.0).observe("y", Y), SEED);

      assertThat(density.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      assertThat(value(density, 0.4)).isCloseTo(logPosterior(0.4), within(1e-10));
      assertThat(log.lines()).isNotEmpty();
    }
  }

  // ---- what cannot be summed out

  private static Arguments refused(String why, Module<Double, NDArray> module, String... parts) {
    return Arguments.of(why, module.on(0.0), parts);
  }

  private static Module<Double, NDArray> withFlags(
      BiFunction<Module<Double, NDArray>, NDArray, NDArray> rest) {
    return Module.of((m, x) -> rest.apply(m, m.plate("row", 7).rv("flag", bernoulli(0.2))));
  }

  static Stream<Arguments> models() {
    return Stream.of(
        refused(
            "an infinite support",
            Module.of((m, x) -> m.rv("y", normal(m.rv("count", poisson(3)), 1))),
            "count ~ Poisson: discrete and latent, but cannot be summed out",
            "the values of count are a whole number >= 0"),
        refused(
            "two of them",
            Module.of(
                (m, x) -> {
                  NDArray first = m.rv("first", poisson(3));
                  return m.rv("y", normal(first.add(m.rv("second", poisson(1))), 1));
                }),
            "first ~ Poisson, second ~ Poisson:"),
        refused(
            "too many states",
            Module.of(
                (m, x) -> {
                  NDArray on = m.rv("on", bernoulli(0.5).expand(new Shape(20)));
                  return m.rv("y", normal(on.sum(), 1));
                }),
            "on ~ Bernoulli",
            "2^20 = 1048576 states in one row, expected at most 4096",
            "plate"),
        refused(
            "too many together",
            Module.of(
                (m, x) -> {
                  NDArray sum = BorchArray.scalar(0, DataType.FLOAT64);
                  for (int i = 0; i < 7; i++) {
                    sum = sum.add(m.rv("z" + i, categorical(1, 1, 1, 1)));
                  }
                  return m.rv("y", normal(sum, 1));
                }),
            "z0, z1, z2, z3, z4, z5, z6",
            "16384 joint states, expected at most 4096"),
        refused(
            "a read value",
            Module.of(
                (m, x) -> {
                  NDArray flag = m.rv("flag", bernoulli(0.2));
                  return m.rv("y", normal(0, BorchArray.wrap(flag).values()[0] > 0 ? 10 : 1));
                }),
            "flag: discrete and latent, but cannot be summed out",
            "was read"),
        refused(
            "data outside of the plate",
            withFlags((m, flag) -> m.rv("y", normal(0, flag.add(1)))),
            "flag",
            "y depends on it, but is not in plate \"row\""),
        refused(
            "a sum over rows",
            withFlags((m, flag) -> m.plate("row", 7).rv("y", normal(flag.sum(), 1))),
            "flag: discrete and latent, but cannot be summed out",
            "of y depends on other rows"),
        refused(
            "a chain along rows",
            withFlags(
                (m, flag) -> {
                  NDArray before = ArrayMath.concat(0, flag.get("6:"), flag.get(":6"));
                  return m.plate("row", 7).rv("y", normal(before, 1));
                }),
            "of y depends on other rows"),
        refused(
            "a support that moves",
            withFlags((m, flag) -> m.plate("row", 7).rv("width", uniform(0, flag.add(1)))),
            "flag",
            "the value of width at its coordinates depends on it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void isRefusedWithTheNames(String why, Model<?, ?> model, String... parts) {
    assertThatThrownBy(() -> JointDensity.of(model, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Infer.viLoss")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void aVariableDecentredFromADiscreteOneIsRefused() {
    Module<Double, NDArray> module =
        withFlags((m, flag) -> m.plate("row", 7).rv("theta", normal(flag, 1)));

    assertThatThrownBy(() -> JointDensity.of(module.on(0.0).decentred("theta"), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flag")
        .hasMessageContaining("theta")
        .hasMessageContaining("not decentred");
  }

  /** Poisson counts whose rate changes at one of five places, each as probable: by hand. */
  @Test
  void aChangePointThatIsUniformIsSummedOut() {
    NDArray step = BorchArray.of(1, 2, 3, 4, 5);
    double[] counts = {4, 5, 3, 0, 1};
    Module<NDArray, NDArray> module =
        Module.of(
            (m, at) -> {
              NDArray change = m.rv("change", discreteUniform(1, 5));
              NDArray rate = ArrayMath.where(at.lt(change), 4, 1);
              return m.plate("step").rv("n", poisson(rate));
            });
    JointDensity density = JointDensity.of(module.on(step).observe("n", counts), Seed.of(1));
    double sum = 0;
    for (int change = 1; change <= 5; change++) {
      double logs = 0;
      for (int i = 0; i < counts.length; i++) {
        double rate = i + 1 < change ? 4 : 1;
        logs += counts[i] * Math.log(rate) - rate;
        for (int k = 2; k <= counts[i]; k++) {
          logs -= Math.log(k);
        }
      }
      sum += Math.exp(logs) / 5;
    }
    assertThat(density.evaluator().value(new double[0])).isCloseTo(Math.log(sum), within(1e-12));
  }
}
