package org.borch.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.TestModels.eightSchools;
import static org.borch.TestModels.negativeElbo;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.lkjCholesky;
import static org.borch.distributions.Distributions.lkjCorrelation;
import static org.borch.distributions.Distributions.lowRankMultivariateNormal;
import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.transformed;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.distributions.Distributions.wishart;
import static org.borch.distributions.Distributions.wishartCholesky;
import static org.borch.distributions.Distributions.zeroSumNormal;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.byModule;
import static org.borch.posterior.Posteriors.lowRankNormal;
import static org.borch.posterior.Posteriors.multivariateNormal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.nn.Linear;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JointPosteriorTest {

  private static final Seed SEED = Seed.of(3);
  private static final double NAN = Double.NaN;

  private static Model<NDArray, NDArray> of(
      BiFunction<Module<NDArray, NDArray>, NDArray, NDArray> body) {
    return Module.of(body).on().in(DataType.FLOAT64);
  }

  private static Distribution ofSupport(Constraint support) {
    return transformed(normal(0, 1).expand(new Shape(3)).toEvent(1), Bijectors.to(support));
  }

  /** Priors of every kind of support. */
  private static Map<String, Distribution> priors() {
    NDArray identity = LinearAlgebra.identity(3, DataType.FLOAT64);
    Map<String, Distribution> priors = new LinkedHashMap<>();
    priors.put("real", normal(0, 1).expand(new Shape(2, 2)));
    priors.put("vector", normal(0, 1).expand(new Shape(2, 3)).toEvent(1));
    priors.put("positive", gamma(2, 1));
    priors.put("interval", uniform(-1, 4));
    priors.put("unit", beta(2, 3).expand(new Shape(2)));
    priors.put("simplex", dirichlet(BorchArray.of(1, 2, 3)).expand(new Shape(2)));
    priors.put("ordered", ofSupport(Constraints.ordered()));
    priors.put("positiveOrdered", ofSupport(Constraints.positiveOrdered()));
    priors.put("cholesky", wishartCholesky(5, identity));
    priors.put("matrix", wishart(5, identity));
    priors.put("correlationCholesky", lkjCholesky(3, 2));
    priors.put("correlation", lkjCorrelation(3, 2));
    priors.put("zeroSum", zeroSumNormal(4, 1));
    return priors;
  }

  private static Model<NDArray, NDArray> everySupport() {
    return of(
        (m, x) -> {
          NDArray last = BorchArray.of(0);
          for (Map.Entry<String, Distribution> prior : priors().entrySet()) {
            last = m.rv(prior.getKey(), prior.getValue());
          }
          return last;
        });
  }

  /** q of all coordinates, from the parameters. */
  private static Distribution ofFullRank(Params params) {
    NDArray scale = params.get("posterior|log_scale").exp();
    NDArray lower = params.get("posterior|lower");
    int n = Math.toIntExact(scale.size());
    NDArray scaleTril =
        LinearAlgebra.strictlyLower(lower.div(Math.sqrt(n)), n)
            .mul(scale.expandDims(-1))
            .add(LinearAlgebra.diagonalMatrix(scale));
    return multivariateNormalTril(params.get("posterior|loc"), scaleTril);
  }

  private static Distribution ofLowRank(Params params) {
    NDArray scale = params.get("posterior|log_scale").exp();
    NDArray factor = params.get("posterior|factor").mul(scale.expandDims(-1));
    return lowRankMultivariateNormal(params.get("posterior|loc"), factor, ArrayMath.square(scale));
  }

  /** The constants of a normal of all variables stand after what is learned. */
  private static long learned(Params params) {
    return params.contains("posterior|centre") ? params.offset("posterior|centre") : params.size();
  }

  private static void move(Params params) {
    double[] flat = values(params.flat());
    for (int i = 0; i < learned(params); i++) {
      flat[i] += 0.1 * Math.sin(i);
    }
    params.update(BorchArray.of(flat));
  }

  @Test
  void theSharesOfTheDensityAreThatOfAllCoordinatesWithEachJacobianOnce() {
    for (Posterior posterior : List.of(multivariateNormal(), lowRankNormal(2))) {
      Model<NDArray, NDArray> model = everySupport().withPosterior(posterior);
      try (Params params = model.init(SEED);
          Scope scope = Scope.open()) {
        move(params);
        Trace draw = model.sample(params, SEED.at(0));
        double shares = 0;
        double jacobians = 0;
        NDArray[] parts = new NDArray[draw.latents().size()];
        for (int i = 0; i < parts.length; i++) {
          RandomVariable x = draw.latents().get(i);
          assertThat(x.prior().support().check(x.value()).toBooleanArray())
              .as(x.name())
              .containsOnly(true);
          assertThat(x.approximation()).isEmpty();
          Bijector bijector = Bijectors.to(x.prior().support());
          NDArray u = bijector.inverse(x.value());
          parts[i] = u.flatten();
          jacobians += values(bijector.logAbsDetJacobian(u, x.value()).sum())[0];
          shares += values(x.logApproximation().sum())[0];
        }
        Distribution q =
            params.contains("posterior|lower") ? ofFullRank(params) : ofLowRank(params);
        double expected = values(q.logProb(ArrayMath.concat(0, parts)))[0] - jacobians;
        assertThat(shares).as(posterior.toString()).isCloseTo(expected, within(1e-8));
        NDArray gradient = params.gradient(negativeElbo(draw));
        assertThat(Arrays.stream(values(gradient))).allMatch(Double::isFinite);
      }
    }
  }

  @Test
  void fullRankStartsAroundANormalAndMovesInItsUnits() {
    Model<NDArray, NDArray> model =
        of(
            (m, x) -> {
              m.rv("a", normal(2, 7));
              return m.rv("b", normal(0, 1).expand(new Shape(2)));
            });
    // b first, then a: covariances {{4, 2, 0}, {2, 10, 0}, {0, 0, 0.25}}
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("b", 2);
    sizes.put("a", 1);
    double[][] lower = {{2, 0, 0}, {1, 3, 0}, {0, 0, 0.5}};
    Around around = Around.of(sizes, new double[] {5, 6, -100}, lower);
    Posterior near = multivariateNormal().startingAround(around);
    assertThat(near).hasToString("multivariateNormal()");
    assertThat(near.startsAround()).isTrue();
    try (Params params = model.withPosterior(near).init(SEED)) {
      assertThat(values(params.get("posterior|centre"))).containsExactly(-100, 5, 6);
      assertThat(values(params.get("posterior|near"))).containsExactly(1);
      int n = 4_000;
      double[] a = new double[n];
      double[] b = new double[n];
      double[] c = new double[n];
      for (int i = 0; i < n; i++) {
        Trace draw = model.withPosterior(near).sample(params, SEED.at(i));
        a[i] = values(draw.get("a").value())[0];
        b[i] = values(draw.get("b").value())[0];
        c[i] = values(draw.get("b").value())[1];
      }
      assertThat(mean(a)).isCloseTo(-100, within(4 * 0.5 / Math.sqrt(n)));
      assertThat(mean(b)).isCloseTo(5, within(4 * 2 / Math.sqrt(n)));
      double covariance = 0;
      for (int i = 0; i < n; i++) {
        covariance += (b[i] - mean(b)) * (c[i] - mean(c)) / n;
      }
      assertThat(covariance).isCloseTo(2, within(4 * Math.sqrt((40 + 4) / (double) n)));
      // A change of loc is one of standard deviations, and a saved fit needs no start again.
      double[] flat = values(params.flat());
      flat[0] = 1;
      params.update(BorchArray.of(flat));
      Model<NDArray, NDArray> loaded = model.withPosterior(multivariateNormal());
      for (int i = 0; i < 10; i++) {
        double moved = values(loaded.sample(params, SEED.at(i)).get("a").value())[0];
        assertThat(moved).isCloseTo(a[i] + 0.5, within(1e-9));
      }
    }
    Posterior mixed = at("a", Posteriors.normal()).otherwise(multivariateNormal());
    assertThat(mixed.startsAround()).isTrue();
    try (Params params = model.withPosterior(mixed.startingAround(around)).init(SEED)) {
      assertThat(values(params.get("posterior|centre"))).containsExactly(5, 6);
    }
    assertThatThrownBy(() -> Around.of(sizes, new double[2], lower))
        .hasMessageContaining("2 numbers")
        .hasMessageContaining("[b, a]");
  }

  private static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  @Test
  void fullRankStartsAsTheIndependentNormalDoes() {
    Model<NDArray, NDArray> model =
        of(
            (m, x) -> {
              m.rv("a", normal(2, 7));
              return m.rv("b", gamma(2, 4).expand(new Shape(2)));
            });
    try (Params params = model.withPosterior(multivariateNormal()).init(SEED)) {
      assertThat(params.names())
          .containsExactly(
              "posterior|loc",
              "posterior|log_scale",
              "posterior|lower",
              "posterior|centre",
              "posterior|near");
      assertThat(values(params.get("posterior|loc")))
          .containsExactly(new double[] {2, Math.log(0.5), Math.log(0.5)}, within(1e-12));
      assertThat(values(params.get("posterior|log_scale"))).containsOnly(-3);
      assertThat(values(params.get("posterior|lower"))).containsExactly(0, 0, 0);
    }
    Posterior wide = multivariateNormal().withScale(Math.exp(-1));
    try (Params params = model.withPosterior(wide).init(SEED)) {
      assertThat(values(params.get("posterior|log_scale"))).containsOnly(-1);
    }
    assertThat(multivariateNormal()).hasToString("multivariateNormal()");
    assertThat(multivariateNormal().withScale(0.5))
        .hasToString("multivariateNormal().withScale(0.5)");
  }

  @Test
  void lowRankStartsWithAboutTheScaleHalfOfItInTheFactor() {
    Model<NDArray, NDArray> model =
        of((m, x) -> m.rv("a", normal(0, 1).expand(new Shape(1000))))
            .withPosterior(lowRankNormal(5).withScale(0.2));
    try (Params params = model.init(SEED);
        Params again = model.init(SEED);
        Params other = model.init(Seed.of(9))) {
      double[] factor = values(params.get("posterior|factor"));
      double squares = Arrays.stream(factor).map(x -> x * x).sum() / 1000;
      // 5,000 squares of mean 0.2 and sd 0.28
      assertThat(squares).isCloseTo(1, within(4 * 0.2 * Math.sqrt(2.0 / 5000) * 5));
      assertThat(values(params.get("posterior|log_scale"))[0])
          .isCloseTo(Math.log(0.2 / Math.sqrt(2)), within(1e-12));
      assertThat(values(again.get("posterior|factor"))).isEqualTo(factor);
      assertThat(values(other.get("posterior|factor"))).isNotEqualTo(factor);
    }
    assertThat(lowRankNormal(5).withScale(0.2)).hasToString("lowRankNormal(5).withScale(0.2)");
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> lowRankNormal(0))
        .hasMessage("Posteriors.lowRankNormal(0), expected a rank of at least 1");
    assertThatThrownBy(() -> multivariateNormal().withScale(0))
        .hasMessageContainingAll("multivariateNormal().withScale(0.0)", "above 0");
    assertThatThrownBy(() -> lowRankNormal(2).withScale(NAN))
        .hasMessageContainingAll("lowRankNormal(2).withScale(NaN)", "above 0");
  }

  @Test
  void boundsThatMoveWithParentsAreThoseOfTheDraw() {
    Model<NDArray, NDArray> model =
        of((m, x) -> {
              NDArray low = m.rv("low", normal(0, 1));
              return m.rv("x", uniform(low, low.add(0.001)));
            })
            .withPosterior(multivariateNormal().withScale(2));
    try (Params params = model.init(SEED)) {
      for (int i = 0; i < 5; i++) {
        Trace draw = model.sample(params, SEED.at(i));
        double low = values(draw.get("low").value())[0];
        assertThat(values(draw.get("x").value())[0]).isBetween(low, low + 0.001);
        assertThat(values(draw.get("x").logApproximation())[0]).isFinite();
      }
    }
  }

  @Test
  void onlyMissingRowsOfAPartlyObservedVariableHaveCoordinates() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              return m.plate("row").rv("y", gamma(2, rate.mul(x)));
            });
    Model<NDArray, NDArray> model =
        body.on(BorchArray.of(1, 2, 3))
            .observeWithMissing("y", NAN, 0.5, NAN)
            .withPosterior(multivariateNormal());
    try (Params params = model.init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(3));
      move(params);
      Trace draw = model.sample(params, SEED.at(0));
      RandomVariable missing = draw.get("y.missing");
      double[] x = values(missing.reported());
      double rate = values(draw.get("rate").value())[0];
      NDArray u = BorchArray.of(Math.log(rate), Math.log(x[0]), Math.log(x[1]));
      double expected =
          values(ofFullRank(params).logProb(u))[0] - Math.log(rate) - Math.log(x[0] * x[1]);
      double shares =
          values(draw.get("rate").logApproximation())[0]
              + values(missing.logApproximation().sum())[0];
      assertThat(shares).isCloseTo(expected, within(1e-10));
    }
  }

  @Test
  void aDiscreteVariableIsRefusedByNameAndNothingIsDeclared() {
    Model<NDArray, NDArray> model =
        of(
            (m, x) ->
                m.rv("y", normal(m.rv("is_on", bernoulli(0.5)).mul(m.rv("a", normal(0, 1))), 1)));
    for (Posterior posterior : List.of(multivariateNormal(), lowRankNormal(1))) {
      assertThatThrownBy(() -> model.withPosterior(posterior).init(SEED))
          .hasMessageContainingAll("is_on", posterior.toString(), "at(\"is_on\", automatic())");
    }
    Posterior mixed = at("is_on", Posteriors.automatic()).otherwise(multivariateNormal());
    try (Params params = model.withPosterior(mixed).init(SEED)) {
      assertThat(params.names()).contains("is_on|probs", "posterior|loc");
    }
    Model<NDArray, NDArray> alone =
        of((m, x) -> m.rv("is_on", bernoulli(0.5))).withPosterior(multivariateNormal());
    assertThatThrownBy(() -> alone.init(SEED)).hasMessageContaining("is_on");
  }

  @Test
  void aPointPriorKeepsItsValueAndHasNoCoordinates() {
    Model<NDArray, NDArray> model =
        of((m, x) -> m.rv("y", normal(m.rv("w", delta(BorchArray.of(1.5))), 1)))
            .withPosterior(multivariateNormal());
    try (Params params = model.init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(1));
      assertThat(params.names()).doesNotContain("posterior|lower");
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(values(draw.get("w").value())).containsExactly(1.5);
    }
  }

  /** Some rows of a minibatch that is bound. */
  private static Model<NDArray, NDArray> batches(int size) {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray local = m.plate("row").rv("local", normal(slope.mul(x), 1));
              return m.plate("row").rv("y", normal(local, 1));
            });
    return body.on(
            minibatches(BorchArray.of(1, 2, 3, 4), size)
                .plate("row")
                .observing("y", BorchArray.of(1, 2, 3, 4)))
        .in(DataType.FLOAT64);
  }

  @Test
  void rowsOfAMinibatchAreRefusedByNameUnlessTheyHaveAPosteriorOfTheirOwn() {
    Model<NDArray, NDArray> model = batches(2);
    assertThatThrownBy(() -> model.withPosterior(multivariateNormal()).init(SEED))
        .hasMessageContainingAll(
            "local", "multivariateNormal()", "(2) of (4)", "at(\"local\", normal())");
    Posterior mixed = at("local", Posteriors.normal()).otherwise(multivariateNormal());
    try (Params params = model.withPosterior(mixed).init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(1));
      assertThat(params.shape("local|loc")).isEqualTo(new Shape(4));
    }
  }

  @Test
  void aMinibatchOfAllRowsIsHosted() {
    try (Params params = batches(4).withPosterior(multivariateNormal()).init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(5));
    }
  }

  @Test
  void aVariableThatADrawDoesNotMeetLeavesTheOthersWithoutDensity() {
    Model<NDArray, NDArray> model =
        of((m, x) -> {
              NDArray a = m.rv("a", normal(3, 1));
              return BorchArray.wrap(a).values()[0] > 0 ? m.rv("b", normal(a, 1)) : a;
            })
            .withPosterior(multivariateNormal());
    try (Params params = model.init(SEED)) {
      assertThat(values(model.sample(params, SEED.at(0)).get("a").logApproximation())[0])
          .isFinite();
      double[] flat = values(params.flat());
      flat[0] = -3;
      params.update(BorchArray.of(flat));
      Trace without = model.sample(params, SEED.at(0));
      assertThat(values(without.get("a").value())[0]).isNegative();
      assertThatThrownBy(() -> without.get("a").logApproximation())
          .hasMessageContainingAll("b: ", "multivariateNormal()", "at(\"b\", normal())");
    }
  }

  @Test
  void aVariableThatTheRunUnderThePriorDidNotMeetIsRefusedByName() {
    Model<NDArray, NDArray> model =
        of((m, x) -> {
              NDArray a = m.rv("a", normal(0, 1));
              return BorchArray.wrap(a).values()[0] > 50 ? m.rv("b", normal(a, 1)) : a;
            })
            .withPosterior(multivariateNormal());
    try (Params params = model.init(SEED)) {
      params.update(BorchArray.of(99, -3, 0, 0));
      assertThatThrownBy(() -> model.sample(params, SEED.at(0)))
          .hasMessageContainingAll("b: ", "[a]", "at(\"b\", normal())");
    }
  }

  private static Module<NDArray, NDArray> network() {
    return new Module<>() {
      private final Linear hidden = child("hidden", new Linear(2, 3));
      private final Linear out = child("out", new Linear(3, 1));

      @Override
      protected NDArray forward(NDArray x) {
        NDArray tau = rv("tau", gamma(1, 1));
        NDArray bias = rv("bias", normal(0, 1));
        return out.call(ArrayMath.tanh(hidden.call(x))).mul(tau).add(bias);
      }
    };
  }

  @Test
  void aBlockForEachModuleIsIndependentOfTheOthers() {
    Model<NDArray, NDArray> model =
        network().on(BorchArray.of(new double[][] {{1, 2}})).in(DataType.FLOAT64);
    try (Params params = model.withPosterior(byModule(multivariateNormal())).init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(2)); // tau, bias
      assertThat(params.shape("hidden|loc")).isEqualTo(new Shape(9));
      assertThat(params.shape("out|loc")).isEqualTo(new Shape(4));
      assertThat(params.names()).hasSize(15);
    }
    Posterior nested =
        at("*.weight", byModule(multivariateNormal()))
            .at("*.bias", byModule(multivariateNormal()))
            .otherwise(multivariateNormal());
    try (Params params = model.withPosterior(nested).init(SEED)) {
      assertThat(params.shape("posterior|loc")).isEqualTo(new Shape(2));
      assertThat(params.shape("*.weight/hidden|loc")).isEqualTo(new Shape(6));
      assertThat(params.shape("*.bias/hidden|loc")).isEqualTo(new Shape(3));
      assertThat(params.shape("*.bias/out|loc")).isEqualTo(new Shape(1));
    }
    assertThat(byModule(multivariateNormal())).hasToString("byModule(multivariateNormal())");
  }

  @Test
  void equalPosteriorsUnderTwoPatternsAreTwoAndOneObjectIsOne() {
    Posterior one = multivariateNormal();
    Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64);
    ByName together = at("mu", one).at("tau", one).otherwise(Posteriors.normal());
    ByName apart =
        at("mu", multivariateNormal())
            .at("tau", multivariateNormal())
            .otherwise(Posteriors.normal());
    try (Params params = model.withPosterior(together).init(SEED)) {
      assertThat(params.shape("mu|loc")).isEqualTo(new Shape(2));
      assertThat(params.contains("tau|loc")).isFalse();
    }
    try (Params params = model.withPosterior(apart).init(SEED)) {
      assertThat(params.shape("mu|loc")).isEqualTo(new Shape(1));
      assertThat(params.shape("tau|loc")).isEqualTo(new Shape(1));
    }
    assertThat(together.toString()).isNotEqualTo(apart.toString());
  }

  @Test
  void savedParametersGiveTheSameDrawsBitForBit(@TempDir Path folder) {
    for (Posterior posterior :
        List.of(multivariateNormal(), lowRankNormal(2), byModule(multivariateNormal()))) {
      Model<NDArray, NDArray> model = everySupport().withPosterior(posterior);
      Path file = folder.resolve("params");
      double[] expected;
      try (Params params = model.init(SEED)) {
        move(params);
        params.save(file);
        expected = all(model.sample(params, SEED.at(0)));
      }
      try (Params params = Params.load(file)) {
        assertThat(all(model.sample(params, SEED.at(0)))).isEqualTo(expected);
      }
    }
  }

  private static double[] all(Trace draw) {
    return draw.latents().stream().flatMapToDouble(x -> Arrays.stream(values(x.value()))).toArray();
  }

  @Test
  void aJointPosteriorOfOnesOwnIsAFewLines() {
    Posterior own =
        latents -> {
          Coordinates all = latents.coordinates("shifted");
          NDArray loc = latents.parameter("loc", new Shape(all.size()), all::centre);
          NDArray common = latents.noise().normal(new Shape()); // all move together
          NDArray u = loc.add(common);
          return all.unpack(u, () -> common.mul(common).mul(-0.5));
        };
    Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64).withPosterior(own);
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      double shift = values(draw.get("mu").value())[0];
      double tau = values(draw.get("tau").value())[0];
      double start = values(params.get("posterior|loc"))[1];
      assertThat(Math.log(tau)).isCloseTo(start + shift, within(1e-12));
      double third = -0.5 * shift * shift / 3;
      assertThat(values(draw.get("mu").logApproximation())[0]).isCloseTo(third, within(1e-12));
      assertThat(values(draw.get("tau").logApproximation())[0])
          .isCloseTo(third - Math.log(tau), within(1e-12));
    }
    Posterior wrong =
        latents ->
            latents
                .coordinates("wrong")
                .unpack(BorchArray.of(1, 2), () -> BorchArray.of(0).squeeze());
    assertThatThrownBy(() -> model.withPosterior(wrong).init(SEED))
        .hasMessageContainingAll("wrong", "(2)", "(10)", "[mu, tau, theta]");
  }
}
