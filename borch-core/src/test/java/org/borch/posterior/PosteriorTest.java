package org.borch.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.eightSchools;
import static org.borch.TestModels.negativeElbo;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.gaussianRandomWalk;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.halfStudentT;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.lomax;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.posterior.Posteriors.asPrior;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.multivariateNormal;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;
import static org.borch.posterior.Posteriors.scaledNormal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.nn.Linear;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class PosteriorTest {

  private static final Seed SEED = Seed.of(3);

  private static Model<NDArray, NDArray> of(
      BiFunction<Module<NDArray, NDArray>, NDArray, NDArray> body) {
    return Module.of(body).on().in(DataType.FLOAT64);
  }

  private static Model<NDArray, NDArray> one(Distribution prior) {
    return of((m, x) -> m.rv("x", prior));
  }

  private static void requireFinite(NDArray array) {
    assertThat(Arrays.stream(values(array))).allMatch(Double::isFinite);
  }

  @Test
  void normalStartsAtThePriorsMeanWithLogScaleMinus3() {
    try (Params params = one(normal(2, 7)).withPosterior(normal()).init(SEED)) {
      assertThat(params.values().keySet()).containsExactly("x|loc", "x|log_scale");
      assertThat(values(params.get("x|loc"))).containsExactly(2);
      assertThat(values(params.get("x|log_scale"))).containsExactly(-3);
    }
    try (Params params =
        one(gamma(2, 4)).withPosterior(normal().withScale(Math.exp(-1))).init(SEED)) {
      assertThat(values(params.get("x|loc"))[0]).isCloseTo(Math.log(0.5), within(1e-12));
      assertThat(values(params.get("x|log_scale"))).containsExactly(-1);
    }
  }

  @Test
  void whereTheMeanIsNotFiniteTheCentreIsAPriorDraw() {
    BorchArray df = BorchArray.of(0.5, 5);
    try (Params params = one(studentT(df, 3, 1)).withPosterior(normal()).init(SEED);
        Params other = one(studentT(df, 3, 1)).withPosterior(normal()).init(Seed.of(99))) {
      double[] loc = values(params.get("x|loc"));
      assertThat(loc[0]).isFinite().isNotEqualTo(3).isNotEqualTo(values(other.get("x|loc"))[0]);
      assertThat(loc[1]).isEqualTo(3);
    }
    try (Params params = one(halfCauchy(1)).withPosterior(normal()).init(SEED)) {
      assertThat(values(params.get("x|loc"))[0]).isFinite();
    }
  }

  @Test
  void f18NormalHostsEverySupportWithADensity() {
    Map<String, Distribution> priors =
        Map.of(
            "simplex", dirichlet(BorchArray.of(1, 2, 3)),
            "interval", uniform(-1, 4),
            "unit interval", beta(2, 3),
            "positive", gamma(2, 1));
    priors.forEach(
        (name, prior) -> {
          for (Posterior posterior : List.of(normal(), automatic(), pointMass())) {
            Model<NDArray, NDArray> model = one(prior).withPosterior(posterior);
            try (Params params = model.init(SEED);
                Scope scope = Scope.open()) {
              NDArray loss = negativeElbo(model.sample(params, SEED.at(1)));
              assertThat(values(loss)[0]).as(name + posterior).isFinite();
              requireFinite(params.gradient(loss));
            }
          }
        });
  }

  @Test
  void theDensityOfATransformedNormalIsThatOfTheLogNormal() {
    Model<NDArray, NDArray> model = one(gamma(2, 1)).withPosterior(normal());
    try (Params params = model.init(SEED)) {
      RandomVariable x = model.sample(params, SEED.at(1)).get("x");
      double u = Math.log(values(x.value())[0]);
      double z = (u - values(params.get("x|loc"))[0]) / Math.exp(-3);
      double expected = -0.5 * z * z + 3 - 0.5 * Math.log(2 * Math.PI) - u;
      assertThat(values(x.logApproximation())[0]).isCloseTo(expected, within(1e-10));
      assertThat(values(x.approximation().orElseThrow().logProb(x.value()))[0])
          .isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void f9PointMassesAreFiniteOnEverySupport() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              m.rv("positive", gamma(2, 1).expand(new Shape(1000)));
              return m.rv("unit", beta(2, 2).expand(new Shape(1000)));
            });
    Model<NDArray, NDArray> model = body.on().withPosterior(pointMass()); // float32
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      for (RandomVariable variable : draw.latents()) {
        requireFinite(variable.logPrior());
        assertThat(values(variable.logApproximation())).containsOnly(0);
        assertThat(variable.logApproximation().getShape()).isEqualTo(new Shape(1000));
      }
    }
  }

  @Test
  void f20TheHierarchyFollowsTheParentsUnderEveryPosterior() {
    for (Posterior posterior : List.of(normal(), pointMass(), automatic(), multivariateNormal())) {
      Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64).withPosterior(posterior);
      try (Params params = model.init(SEED)) {
        for (int step = 0; step < 3; step++) {
          Trace draw = model.sample(params, SEED.at(step));
          Distribution prior = draw.get("theta").prior();
          double[] loc = values(prior.parameters().get(0).value().array());
          assertThat(loc).containsOnly(values(draw.get("mu").value())[0]);
          double[] scale = values(prior.parameters().get(1).value().array());
          assertThat(scale).containsOnly(values(draw.get("tau").value())[0]);
        }
      }
    }
  }

  @Test
  void f21ADeltaPriorStaysItselfAndTheLossIsFinite() {
    for (Posterior posterior : List.of(normal(), pointMass(), automatic())) {
      Model<NDArray, NDArray> model =
          of((m, x) -> m.rv("y", normal(m.rv("w", delta(BorchArray.of(1.5))), 1)))
              .observe("y", BorchArray.of(2))
              .withPosterior(posterior);
      try (Params params = model.init(SEED);
          Scope scope = Scope.open()) {
        Trace draw = model.sample(params, SEED.at(0));
        assertThat(values(draw.get("w").value())).containsExactly(1.5);
        assertThat(values(negativeElbo(draw))[0])
            .isCloseTo(0.125 + 0.5 * Math.log(2 * Math.PI), within(1e-12));
        assertThat(params.size()).isZero();
      }
    }
  }

  @Test
  void automaticMixesWhatDependsOnParentsElementByElement() {
    Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64);
    try (Params params = model.init(SEED)) {
      assertThat(params.values().keySet())
          .containsExactly(
              "mu|loc",
              "mu|scale",
              "tau|loc",
              "tau|log_scale",
              "theta|loc",
              "theta|loc.lambda",
              "theta|scale",
              "theta|scale.lambda");
      Trace draw = model.sample(params, SEED.at(0));
      double mu = values(draw.get("mu").value())[0];
      double tau = values(draw.get("tau").value())[0];
      double[] alpha = values(params.get("theta|loc"));
      double[] logScale = values(params.get("theta|scale"));
      List<org.borch.distributions.Parameter> q =
          draw.get("theta").approximation().orElseThrow().parameters();
      for (int i = 0; i < 8; i++) {
        assertThat(values(q.get(0).value().array())[i])
            .isCloseTo(0.5 * mu + 0.5 * alpha[i], within(1e-9));
        assertThat(values(q.get(1).value().array())[i])
            .isCloseTo(Math.exp(0.5 * Math.log(tau) + 0.5 * logScale[i]), within(1e-9));
      }
    }
  }

  @Test
  void f19AutomaticKeepsArgumentsThatAreData() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray w = m.rv("w", normal(0, 1));
              NDArray z = m.rv("z", normal(x.mul(w), 2));
              return m.rv("y", normal(z, 1));
            });
    Model<NDArray, NDArray> model = body.on(BorchArray.of(1, 2, 3)).observe("y", 1, 2, 3);
    try (Params params = model.init(SEED)) {
      assertThat(params.values().keySet()).containsExactly("w|loc", "w|scale", "z|scale");
      assertThat(params.shape("z|scale")).isEqualTo(new Shape());
      Model<NDArray, NDArray> second = body.on(BorchArray.of(1, 2)).observe("y", 1, 2);
      Trace draw = second.sample(params, SEED.at(0));
      assertThat(draw.get("z").value().getShape()).isEqualTo(new Shape(2));
      assertThat(params.size()).isEqualTo(3);
    }
  }

  @Test
  void dependenceThroughIntegersAndComparisonsIsFound() {
    Model<NDArray, NDArray> model =
        of(
            (m, x) -> {
              NDArray k = m.rv("k", bernoulli(0.5));
              NDArray loc = ArrayMath.where(k.gt(0.5), BorchArray.of(5.0), BorchArray.of(-5.0));
              return m.rv("x", normal(loc, 1));
            });
    try (Params params = model.init(SEED)) {
      assertThat(params.names())
          .contains("x|loc.lambda", "k|probs")
          .doesNotContain("x|scale.lambda");
    }
  }

  @Test
  void aManualPosteriorSeesTheInputAndTheRows() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              Plate rows = m.plate("row", 6, 3);
              NDArray z = rows.rv("z", normal(0, 1));
              return rows.rv("y", normal(z, 1));
            });
    Module<NDArray, NDArray> guide =
        Module.of(
            (m, x) -> {
              Plate rows = m.plate("row", 6, 3);
              NDArray slope = m.parameter("slope", BorchArray.of(2.0).squeeze());
              return rows.rv("z", normal(rows.rows(x).mul(slope), 0.001));
            });
    double[] y = {0, 10, 20, 30, 40, 50};
    Model<NDArray, NDArray> model =
        body.on(BorchArray.of(y)).observe("y", y).withPosterior(manual(guide));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(params.values().keySet()).containsExactly("posterior|slope");
      Trace draw = model.sample(params, SEED.at(0));
      double[] z = values(draw.get("z").value());
      double[] data = values(draw.get("y").value());
      for (int i = 0; i < 3; i++) {
        assertThat(z[i]).isCloseTo(2 * data[i], within(0.01));
      }
      assertThat(values(params.gradient(negativeElbo(draw)))[0]).isNotZero();
    }
  }

  @Test
  void posteriorsMixByNameAndByModule() {
    Module<NDArray, NDArray> net =
        new Module<>() {
          private final Linear hidden = child("hidden", new Linear(1, 2));
          private final Linear out = child("out", new Linear(2, 1));

          @Override
          protected NDArray forward(NDArray x) {
            rv("tau", gamma(1, 1));
            return out.call(ArrayMath.tanh(hidden.call(x)));
          }
        };
    Model<NDArray, NDArray> model =
        net.on(BorchArray.of(new double[][] {{1}}))
            .withPosterior(
                at("hidden", pointMass())
                    .at("*.bias*", normal().withScale(0.01))
                    .otherwise(normal()));
    assertThatThrownBy(() -> model.init(SEED))
        .hasMessageContainingAll("hidden.bias", "\"hidden\"", "\"*.bias*\"");
    Model<NDArray, NDArray> disjoint =
        model.withPosterior(
            at("hidden", pointMass()).at("out.b*", normal().withScale(0.01)).otherwise(normal()));
    try (Params params = disjoint.init(SEED)) {
      assertThat(params.names())
          .contains("hidden.weight|point", "hidden.bias|point", "out.weight|log_scale", "tau|loc");
      assertThat(values(params.get("out.bias|log_scale"))).containsOnly(Math.log(0.01));
      assertThat(disjoint.toString()).contains("q: pointMass()", "q: normal().withScale(0.01)");
    }
  }

  @Test
  void f15AnUnjoinedApproximationOfAJointPriorHasNoClosedDivergenceAndSumsOnce() {
    BorchArray zeros = BorchArray.of(0, 0, 0);
    Module<NDArray, NDArray> guide = Module.of((m, x) -> m.rv("x", normal(zeros, 1)));
    Distribution joint =
        Distributions.multivariateNormal(zeros, LinearAlgebra.identity(3, DataType.FLOAT64));
    Model<NDArray, NDArray> model = one(joint).withPosterior(manual(guide));
    try (Params params = model.init(SEED)) {
      RandomVariable x = model.sample(params, SEED.at(0)).get("x");
      assertThat(x.divergence()).isEmpty();
      assertThat(x.logPrior().getShape()).isEqualTo(new Shape());
      assertThat(values(x.logApproximation().sum())[0])
          .isCloseTo(values(x.logPrior())[0], within(1e-12));
    }
  }

  @Test
  void f24ThePosteriorOfALayersWeightIsTheOneThatIsSampled() {
    Module<NDArray, NDArray> guide =
        Module.of((m, x) -> m.rv("weight", normal(BorchArray.of(new double[][] {{5, 6}}), 1e-9)));
    Model<NDArray, NDArray> model =
        new Linear(2, 1)
            .on(BorchArray.of(1, 1))
            .in(DataType.FLOAT64)
            .withPosterior(at("weight", manual(guide)).otherwise(normal()));
    try (Params params = model.init(SEED)) {
      double[] weight = values(model.sample(params, SEED.at(0)).get("weight").value());
      assertThat(weight[0]).isCloseTo(5, within(1e-7));
      assertThat(weight[1]).isCloseTo(6, within(1e-7));
    }
  }

  @Test
  void f31AndF32AVariableShowsPriorApproximationAndAPlainArrayAsItsValue() {
    Model<NDArray, NDArray> model = one(normal(0, 1).expand(new Shape(2, 3)));
    try (Params params = model.init(SEED)) {
      RandomVariable x = model.sample(params, SEED.at(0)).get("x");
      assertThat(x.prior().name()).isEqualTo("Normal");
      assertThat(x.approximation()).isPresent();
      assertThat(x.value().sum(new int[] {0}).getShape()).isEqualTo(new Shape(3));
      assertThat(x.value().lt(1e9).toBooleanArray()).containsOnly(true);
    }
  }

  @Test
  void onePosteriorUnderTwoPatternsIsOneJointApproximation() {
    Posterior joint = multivariateNormal();
    Model<NDArray, NDArray> model =
        eightSchools()
            .in(DataType.FLOAT64)
            .withPosterior(at("mu", joint).at("tau", joint).otherwise(normal()));
    try (Params params = model.init(SEED)) {
      assertThat(params.shape("mu|loc")).isEqualTo(new Shape(2));
      assertThat(params.contains("tau|loc")).isFalse();
    }
  }

  @Test
  void discreteVariablesKeepTheirFamilyUnderAutomatic() {
    Model<NDArray, NDArray> model =
        of((m, x) -> m.rv("k", categorical(BorchArray.of(0.2, 0.3, 0.5))));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      RandomVariable k = model.sample(params, SEED.at(0)).get("k");
      assertThat(k.approximation().orElseThrow().name()).isEqualTo("Categorical");
      assertThat(values(k.logApproximation())[0]).isCloseTo(values(k.logPrior())[0], within(1e-9));
      assertThat(params.names()).containsExactly("k|probs");
    }
  }

  @Test
  void aPosteriorOfOnesOwnIsAFunction() {
    Posterior own =
        latents ->
            latent -> {
              NDArray loc = latent.parameter("m", new Shape(), () -> latent.start().centre());
              return Choice.of(normal(loc, 0.1), latent.noise());
            };
    Model<NDArray, NDArray> model = one(normal(4, 1)).withPosterior(own);
    try (Params params = model.init(SEED)) {
      assertThat(values(params.get("x|m"))).containsExactly(4);
    }
  }

  @Test
  void automaticLeavesFamiliesThatCannotConcentrate() {
    Map<String, Distribution> priors =
        Map.of("HalfNormal", halfNormal(1), "HalfCauchy", halfCauchy(1), "Uniform", uniform(0, 1));
    priors.forEach(
        (name, prior) -> {
          try (Params params = one(prior).init(SEED)) {
            assertThat(params.names()).as(name).containsExactly("x|loc", "x|log_scale");
          }
        });
    try (Params params = one(gamma(2, 1)).init(SEED)) {
      assertThat(params.names()).containsExactly("x|mean", "x|concentration");
    }
  }

  @Test
  void automaticLeavesFamiliesOfSeveralArgumentsThatCannotConcentrate() {
    List<Distribution> priors =
        List.of(
            halfStudentT(3, 2.5),
            lomax(1, 3),
            gaussianRandomWalk(0, 0.1, 4),
            halfStudentT(3, 2.5).expand(new Shape(2)).toEvent(1));
    for (Distribution prior : priors) {
      try (Params params = one(prior).init(SEED)) {
        assertThat(params.names()).as(prior.name()).containsExactly("x|loc", "x|log_scale");
      }
    }
  }

  @Test
  void automaticLearnsEachElementOfAJoinedEvent() {
    Distribution joined = normal(BorchArray.of(0.5, -1, 2), 3).toEvent(1);
    try (Params params = one(joined).init(SEED)) {
      assertThat(values(params.get("x|loc"))).containsExactly(0.5, -1, 2);
      assertThat(params.get("x|scale").getShape()).isEqualTo(new Shape(3));
    }
    Distribution alike = gamma(3, 6).expand(new Shape(2, 4)).toEvent(2);
    try (Params params = one(alike).init(SEED)) {
      assertThat(params.names()).containsExactly("x|mean", "x|concentration");
      assertThat(params.get("x|mean").getShape()).isEqualTo(new Shape(2, 4));
      assertThat(params.get("x|concentration").getShape()).isEqualTo(new Shape(2, 4));
    }
  }

  @Test
  void automaticLearnsMeanAndSizeFromThePriorsOwnOrASizeThatKeepsOffTheEdges() {
    try (Params params = one(gamma(3, 6)).withPosterior(automatic()).init(SEED)) {
      assertThat(values(params.get("x|mean"))[0]).isCloseTo(Math.log(0.5), within(1e-12));
      assertThat(values(params.get("x|concentration"))[0]).isCloseTo(Math.log(3), within(1e-12));
    }
    try (Params params = one(gamma(0.001, 0.002)).withPosterior(automatic()).init(SEED)) {
      assertThat(values(params.get("x|mean"))[0]).isCloseTo(Math.log(0.5), within(1e-12));
      assertThat(values(params.get("x|concentration"))).containsExactly(0);
    }
    Distribution sparse = dirichlet(BorchArray.of(0.02, 0.06));
    try (Params params = one(sparse).withPosterior(automatic()).init(SEED)) {
      assertThat(values(params.get("x|mean"))[0]).isCloseTo(Math.log(0.25 / 0.75), within(1e-12));
      assertThat(values(params.get("x|size"))[0]).isCloseTo(Math.log(2), within(1e-12));
    }
  }

  @Test
  void automaticMixesTheMeanThatAParentDecidesAndLearnsTheConcentrationThatIsItsOwn() {
    Model<NDArray, NDArray> model =
        of((m, x) -> m.rv("x", gamma(2, m.rv("rate", logNormal(0, 1))))).withPosterior(automatic());
    try (Params params = model.init(SEED)) {
      assertThat(params.names())
          .containsExactly("rate|loc", "rate|scale", "x|mean", "x|mean.lambda", "x|concentration");
      Trace draw = model.sample(params, SEED.at(1));
      double learned = values(params.get("x|mean"))[0];
      double given = Math.log(2 / values(draw.get("rate").value())[0]);
      Distribution q = draw.get("x").approximation().orElseThrow();
      assertThat(Math.log(values(q.mean())[0])).isCloseTo((learned + given) / 2, within(1e-12));
    }
  }

  @Test
  void automaticKeepsARateThatDataDecide() {
    Module<NDArray, NDArray> body = Module.of((m, x) -> m.plate("row", 2).rv("x", gamma(3, x)));
    Model<NDArray, NDArray> model =
        body.on(BorchArray.of(1, 5)).in(DataType.FLOAT64).withPosterior(automatic());
    try (Params params = model.init(SEED)) {
      assertThat(params.names()).containsExactly("x|concentration");
    }
  }

  @Test
  void asPriorLearnsEveryArgumentAndFollowsNeitherParentsNorData() {
    Model<NDArray, NDArray> schools = eightSchools().in(DataType.FLOAT64).withPosterior(asPrior());
    try (Params params = schools.init(SEED)) {
      assertThat(params.names())
          .containsExactly(
              "mu|loc", "mu|scale", "tau|loc", "tau|log_scale", "theta|loc", "theta|scale");
      for (int step = 0; step < 2; step++) {
        Distribution q =
            schools.sample(params, SEED.at(step)).get("theta").approximation().orElseThrow();
        assertThat(q.name()).isEqualTo("Normal");
        assertThat(values(q.mean())).isEqualTo(values(params.get("theta|loc")));
      }
    }
    Module<NDArray, NDArray> rates = Module.of((m, x) -> m.plate("row", 2).rv("x", gamma(3, x)));
    Model<NDArray, NDArray> model =
        rates.on(BorchArray.of(1, 5)).in(DataType.FLOAT64).withPosterior(asPrior());
    try (Params params = model.init(SEED)) {
      assertThat(params.names()).containsExactly("x|mean", "x|concentration");
      assertThat(values(params.get("x|mean")))
          .containsExactly(new double[] {Math.log(3), Math.log(0.6)}, within(1e-12));
    }
    assertThat(asPrior()).hasToString("asPrior()");
  }

  private static double[] logScales(Distribution prior) {
    try (Params params = one(prior).withPosterior(scaledNormal(0.01)).init(SEED)) {
      return values(params.get("x|log_scale"));
    }
  }

  @Test
  void scaledNormalStartsAtAFractionOfThePriorsScaleElementByElement() {
    BorchArray scales = BorchArray.of(0.5, 200);
    double[] expected = {Math.log(0.005), Math.log(2)};
    for (Distribution prior :
        List.of(
            normal(3, scales),
            studentT(0.5, 3, scales),
            logNormal(3, scales),
            normal(3, scales).toEvent(1),
            Distributions.multivariateNormal(
                BorchArray.of(1, 2), LinearAlgebra.diagonalMatrix(ArrayMath.square(scales))))) {
      assertThat(logScales(prior)).as(prior.name()).containsExactly(expected, within(1e-12));
    }
    assertThat(scaledNormal(0.01)).hasToString("scaledNormal(0.01)");
    assertThatThrownBy(() -> scaledNormal(0)).hasMessageContaining("scaledNormal(0.0)");
  }

  @Test
  void scaledNormalMeasuresThePriorWhereItsWidthHasNoClosedForm() {
    // log of Gamma(4, rate) has variance ψ'(4), logit of Uniform has π²/3.
    double ofGamma = Math.sqrt(Math.PI * Math.PI / 6 - 1 - 0.25 - 1 / 9.0);
    double ofUniform = Math.PI / Math.sqrt(3);
    assertThat(logScales(gamma(4, 1e-3))[0]).isCloseTo(Math.log(0.01 * ofGamma), within(0.2));
    assertThat(logScales(uniform(-1, 4))[0]).isCloseTo(Math.log(0.01 * ofUniform), within(0.2));
    assertThat(Arrays.stream(logScales(dirichlet(BorchArray.of(1, 2, 3)))))
        .hasSize(2)
        .allMatch(x -> x < Math.log(0.02));
    assertThat(logScales(Distributions.flat())).containsExactly(Math.log(0.01));
  }
}
