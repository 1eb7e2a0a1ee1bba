package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.infer.fit.Estimate;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each loss's mean and mean derivative against quadrature or enumeration. */
class LossEstimatorsTest {

  private static final int DRAWS = 600;
  private static final double Y = 2;
  private static final double BIAS = 0.3;

  /** z ~ N(0, 1), y ~ N(z + bias, 1) with a parameter of the model. */
  private static Model<?, ?> normals(boolean withBias) {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray z = m.rv("z", normal(0, 1));
              NDArray mean =
                  withBias
                      ? z.add(m.parameter("bias", BorchArray.scalar(BIAS, DataType.FLOAT64)))
                      : z;
              return m.rv("y", normal(mean, 1));
            });
    return module
        .on(0)
        .in(DataType.FLOAT64)
        .observe("y", Y)
        .withPosterior(Posteriors.normal().withScale(0.6));
  }

  private static Model<?, ?> coins() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("y", normal(m.rv("on", bernoulliLogits(-0.4)).mul(2), 0.8)));
    return module.on(0).in(DataType.FLOAT64).observe("y", 1.3);
  }

  private static double logNormal(double x, double mean, double sd) {
    double z = (x - mean) / sd;
    return -z * z / 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
  }

  // ---- what the losses are on average

  /** The Rényi bound of log weights; the mean for alpha = 1. */
  private static double bound(double alpha, double... logs) {
    if (alpha == 1) {
      return Arrays.stream(logs).average().orElseThrow();
    }
    double mean = Arrays.stream(logs).map(l -> Math.exp((1 - alpha) * l)).average().orElseThrow();
    return Math.log(mean) / (1 - alpha);
  }

  /** Of two draws by the trapezoid rule, whose error for such integrands is below 1e-10. */
  private static double exactNormal(double alpha, double loc, double logScale, double bias) {
    double step = 0.1;
    double sum = 0;
    double scale = Math.exp(logScale);
    for (double a = -7; a <= 7; a += step) {
      for (double b = -7; b <= 7; b += step) {
        double weight = Math.exp(logNormal(a, 0, 1) + logNormal(b, 0, 1)) * step * step;
        sum -=
            weight * bound(alpha, logWeight(loc, scale, bias, a), logWeight(loc, scale, bias, b));
      }
    }
    return sum;
  }

  private static double logWeight(double loc, double scale, double bias, double e) {
    double z = loc + scale * e;
    return logNormal(z, 0, 1) + logNormal(Y, z + bias, 1) - logNormal(z, loc, scale);
  }

  private static double exactCoins(double alpha, double logit) {
    double[] q = {1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))};
    double p = 1 / (1 + Math.exp(0.4));
    double[] logs = new double[2];
    for (int on = 0; on < 2; on++) {
      logs[on] = Math.log(on == 1 ? p : 1 - p) + logNormal(1.3, 2 * on, 0.8) - Math.log(q[on]);
    }
    double sum = 0;
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        sum -= q[a] * q[b] * bound(alpha, logs[a], logs[b]);
      }
    }
    return sum;
  }

  private static double slope(ToDoubleFunction<Double> function, double at) {
    double h = 1e-4;
    return (function.applyAsDouble(at + h) - function.applyAsDouble(at - h)) / (2 * h);
  }

  // ---- what they are in draws

  private static Estimate[] averages(Model<?, ?> model, Params params, Loss loss, int particles) {
    int n = Math.toIntExact(params.size());
    double[][] numbers = new double[n + 1][DRAWS];
    try (HostComputation host = HostComputation.open()) {
      for (int i = 0; i < DRAWS; i++) {
        try (Scope scope = Scope.open()) {
          NDArray value = Losses.of(loss, model, params, Seed.of(3).at(i), particles);
          numbers[0][i] = values(value)[0];
          double[] gradient = values(params.gradient(value));
          for (int j = 0; j < n; j++) {
            numbers[j + 1][i] = gradient[j];
          }
        }
      }
    }
    return Arrays.stream(numbers).map(Estimate::of).toArray(Estimate[]::new);
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static void requireNear(Estimate estimate, double exact) {
    Offset<Double> limit = within(4 * estimate.standardError() + 1e-9);
    assertThat(estimate.value()).isCloseTo(exact, limit);
  }

  static List<Loss> bounds() {
    return List.of(
        Loss.elbo(),
        Loss.elbo().with(Elbo.Form.SAMPLED),
        Loss.elbo().with(Elbo.Form.ENTROPY),
        Loss.pathDerivative(),
        Loss.scoreFunction(),
        Loss.each(Infer::viLoss),
        Loss.renyi(1));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void everyFormOfTheBoundHasItsMeanAndDerivative(Loss loss) {
    requireNormals(loss, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 2, -1})
  void renyiBoundsHaveTheirMeanAndDerivative(double alpha) {
    requireNormals(Loss.renyi(alpha), alpha);
  }

  private static void requireNormals(Loss loss, double alpha) {
    Model<?, ?> model = normals(false);
    double loc = 0.5;
    double logScale = Math.log(0.6);
    try (Params params = model.init(Seed.of(1))) {
      params.update(BorchArray.of(loc, logScale));
      Estimate[] found = averages(model, params, loss, 2);
      requireNear(found[0], exactNormal(alpha, loc, logScale, 0));
      requireNear(found[1], slope(x -> exactNormal(alpha, x, logScale, 0), loc));
      requireNear(found[2], slope(x -> exactNormal(alpha, loc, x, 0), logScale));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void aParameterOfTheModelHasItsDerivative(double alpha) {
    Model<?, ?> model = normals(true);
    try (Params params = model.init(Seed.of(1))) {
      assertThat(List.copyOf(params.names())).contains("bias");
      int place = List.copyOf(params.names()).indexOf("bias");
      double[] at = new double[3];
      at[place] = BIAS;
      int loc = List.copyOf(params.names()).indexOf("z|loc");
      at[loc] = 0.4;
      params.update(BorchArray.of(at));
      Estimate[] found = averages(model, params, Loss.renyi(alpha), 2);
      requireNear(found[1 + place], slope(x -> exactNormal(alpha, 0.4, 0, x), BIAS));
      requireNear(found[1 + loc], slope(x -> exactNormal(alpha, x, 0, BIAS), 0.4));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void discreteValuesAreScored(double alpha) {
    Model<?, ?> model = coins().withPosterior(Posteriors.at("on", Posteriors.automatic()));
    try (Params params = model.init(Seed.of(1))) {
      params.update(BorchArray.of(0.7));
      Estimate[] found = averages(model, params, Loss.renyi(alpha), 2);
      requireNear(found[0], exactCoins(alpha, 0.7));
      requireNear(found[1], slope(x -> exactCoins(alpha, x), 0.7));
    }
  }

  // ---- where q is the posterior

  private static final Module<Integer, NDArray> HIERARCHY =
      Module.of(
          (m, none) -> {
            NDArray mu = m.rv("mu", normal(0, 1));
            return m.rv("y", normal(m.rv("theta", normal(mu, 1)), 1));
          });

  /** mu given y is N(y/3, 2/3); theta given both is N((mu + y) / 2, 1/2). */
  private static Params exact(Model<?, ?> model) {
    Params params = model.init(Seed.of(1));
    Map<String, Double> values =
        Map.of(
            "mu|loc",
            Y / 3,
            "mu|scale",
            0.5 * Math.log(2.0 / 3),
            "theta|loc",
            Y,
            "theta|loc.lambda",
            0.0,
            "theta|scale",
            0.5 * Math.log(0.5));
    assertThat(params.names()).containsExactlyInAnyOrderElementsOf(values.keySet());
    params.update(BorchArray.of(params.names().stream().mapToDouble(values::get).toArray()));
    return params;
  }

  @Test
  void f8ThePathDerivativeIsZeroInEachDrawWhereQIsThePosterior() {
    Model<?, ?> model = HIERARCHY.on(0).in(DataType.FLOAT64).observe("y", Y);
    try (Params params = exact(model)) {
      requireZero(model, params, Loss.pathDerivative(), 1e-13);
      requireZero(model, params, Loss.importanceWeighted(), 1e-13);
      try (Scope scope = Scope.open()) {
        NDArray sampled =
            Losses.of(Loss.elbo().with(Elbo.Form.SAMPLED), model, params, Seed.of(1).key(), 1);
        assertThat(largest(values(params.gradient(sampled)))).isGreaterThan(0.01);
      }
    }
  }

  @Test
  void thePathThroughAGuideThatDependsOnItselfIsKept() {
    Module<Integer, NDArray> guide =
        Module.of(
            (m, none) -> {
              NDArray mu =
                  m.rv(
                      "mu",
                      normal(
                          m.parameter("loc", scalar(Y / 3)),
                          m.parameter("log", scalar(0.5 * Math.log(2.0 / 3))).exp()));
              NDArray slope = m.parameter("slope", scalar(0.5));
              return m.rv(
                  "theta",
                  normal(mu.mul(slope).add(m.parameter("shift", scalar(Y / 2))), Math.sqrt(0.5)));
            });
    Model<?, ?> model =
        HIERARCHY
            .on(0)
            .in(DataType.FLOAT64)
            .observe("y", Y)
            .withPosterior(Posteriors.manual(guide));
    try (Params params = model.init(Seed.of(1))) {
      requireZero(model, params, Loss.pathDerivative(), 1e-13);
      // Away from there, too, its mean is that of the score function.
      params.update(params.flat().add(0.1));
      Estimate[] path = averages(model, params, Loss.pathDerivative(), 2);
      Estimate[] score = averages(model, params, Loss.scoreFunction(), 2);
      for (int i = 0; i < path.length; i++) {
        double error = Math.hypot(path[i].standardError(), score[i].standardError());
        assertThat(path[i].value()).isCloseTo(score[i].value(), within(4 * error + 1e-9));
      }
    }
  }

  /** The component is drawn, and scored; the value has a path given the component. */
  @Test
  void aMixturesComponentIsScoredUnderEachForm() {
    Model<?, ?> model = normals(false).withPosterior(Posteriors.mixture(2));
    try (Params params = model.init(Seed.of(1))) {
      double[] at = values(params.flat());
      for (int i = 0; i < at.length; i++) {
        at[i] = 0.4 * Math.sin(2 + 3 * i);
      }
      params.update(BorchArray.of(at));
      Estimate[] score = averages(model, params, Loss.scoreFunction(), 4);
      for (Loss loss : List.of(Loss.elbo(), Loss.elbo().with(Elbo.Form.SAMPLED), Loss.renyi(1))) {
        Estimate[] found = averages(model, params, loss, 4);
        for (int i = 0; i < found.length; i++) {
          double error = Math.hypot(found[i].standardError(), score[i].standardError());
          assertThat(found[i].value())
              .as("%s, parameter %d", loss, i - 1)
              .isCloseTo(score[i].value(), within(4 * error + 1e-9));
        }
      }
    }
  }

  private static NDArray scalar(double value) {
    return BorchArray.scalar(value, DataType.FLOAT64);
  }

  private static void requireZero(Model<?, ?> model, Params params, Loss loss, double limit) {
    for (int i = 0; i < 20; i++) {
      try (Scope scope = Scope.open()) {
        NDArray value = Losses.of(loss, model, params, Seed.of(5).at(i), 2);
        assertThat(largest(values(params.gradient(value)))).as("%s", loss).isLessThan(limit);
      }
    }
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
  }

  // ---- settings

  @Test
  void weightAndTemperatureAreThoseOfTheTerms() {
    Model<?, ?> model = normals(false);
    try (Params params = model.init(Seed.of(1));
        Scope scope = Scope.open()) {
      Elbo elbo = Elbo.of(model.sample(params, Seed.of(1).key()));
      double likelihood = values(elbo.likelihood())[0];
      double divergence = values(elbo.divergence())[0];
      NDArray half = draw(Loss.elbo().withWeight(0.5), model, params);
      assertThat(values(half)[0]).isCloseTo(0.5 * divergence - likelihood, within(1e-12));
      NDArray warm = draw(Loss.elbo().withTemperature(3), model, params);
      NDArray plain = draw(Loss.elbo().with(Elbo.Form.SAMPLED), model, params);
      double logQ = values(model.sample(params, Seed.of(1).key()).get("z").logApproximation())[0];
      assertThat(values(warm)[0]).isCloseTo(values(plain)[0] + 2 * logQ, within(1e-12));
      assertThatThrownBy(
              () -> draw(Loss.elbo().withWeight(Schedule.linear(0, 1, 10)), model, params))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("changes from step to step");
      assertThatThrownBy(
              () ->
                  Losses.of(Loss.scoreFunction(), List.of(model.sample(params, Seed.of(1).key()))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("it makes its own");
      assertThatThrownBy(() -> Loss.renyi(Double.NaN)).hasMessageContaining("alpha = NaN");
      assertThatThrownBy(() -> Loss.elbo().withTemperature(0))
          .hasMessageContaining("temperature = 0");
    }
  }

  private static NDArray draw(Loss loss, Model<?, ?> model, Params params) {
    return Losses.of(loss, List.of(model.sample(params, Seed.of(1).key())));
  }

  @Test
  void aPosteriorThatKnowsTheDensityOfItsDrawAloneHasNoPathDerivative() {
    Posterior bare =
        latents ->
            latent -> {
              NDArray loc = latent.parameter("loc", new Shape(), () -> scalar(0));
              NDArray z = normal(loc, 1).rsample(latent.noise());
              return Choice.of(z, normal(loc, 1).logProb(z));
            };
    Model<?, ?> model = normals(false).withPosterior(bare);
    try (Params params = model.init(Seed.of(1));
        Scope scope = Scope.open()) {
      assertThatThrownBy(() -> draw(Loss.pathDerivative(), model, params))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("its own draw alone");
    }
  }

  static List<Loss> all() {
    return List.of(
        Loss.pathDerivative(),
        Loss.scoreFunction(),
        Loss.importanceWeighted(),
        Loss.renyi(0.5),
        Loss.elbo().with(Elbo.Form.ENTROPY).withWeight(Schedule.linear(0.1, 1, 500)),
        Loss.each(Infer::viLoss));
  }

  /** 200 counts of rate 10: the posterior is Gamma(2 + sum, 0.2 + 200). */
  @ParameterizedTest
  @MethodSource("all")
  void aFitTakesAnyOfThem(Loss loss) {
    double[] counts = new double[200];
    Arrays.setAll(counts, i -> 10 + (i * 7 % 9 - 4));
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) ->
                m.plate("row", counts.length).rv("y", poisson(m.rv("rate", gamma(2, 0.2)))));
    Model<?, ?> model = module.on(0).in(DataType.FLOAT64).observe("y", counts);
    double shape = 2 + Arrays.stream(counts).sum();
    double rate = 0.2 + counts.length;
    Svi settings =
        Svi.defaults().withSteps(3_000).withParticles(4).withLoss(loss).withProgress(false);
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      double sd = Math.sqrt(shape) / rate;
      assertThat(fit.summary().row("rate").mean()).isCloseTo(shape / rate, within(0.2 * sd));
      assertThat(fit.summary().row("rate").sd()).isCloseTo(sd, within(0.15 * sd));
    }
  }
}
