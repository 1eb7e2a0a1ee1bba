package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.eightSchools;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.multivariateNormalPrecision;
import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.transformed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.borch.distributions.Distribution;
import org.borch.distributions.transform.Exp;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecentredTest {

  private static final Seed SEED = Seed.of(5);
  private static final double STEP = 1e-6;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** A prior of θ given a location and a positive scale. */
  @FunctionalInterface
  private interface Family {
    Distribution of(NDArray mu, NDArray tau);
  }

  private static Named<Model<?, ?>> row(String name, Family family) {
    return row(name, m -> m.rv("theta", family.of(mu(m), tau(m))));
  }

  private static Named<Model<?, ?>> row(String name, Consumer<Module<?, ?>> b) {
    Module<Double, Double> module =
        Module.of(
            (m, x) -> {
              b.accept(m);
              return x;
            });
    return Named.of(name, module.on(0.0).in(DataType.FLOAT64));
  }

  private static NDArray mu(Module<?, ?> m) {
    return m.rv("mu", normal(0, 1));
  }

  private static NDArray tau(Module<?, ?> m) {
    return m.rv("tau", logNormal(0, 0.5));
  }

  private static NDArray pair(NDArray first, NDArray second) {
    return ArrayMath.concat(0, first.reshape(1), second.reshape(1));
  }

  private static NDArray matrix(NDArray tau) {
    return tau.mul(BorchArray.of(new double[][] {{2.0, 0.6}, {0.6, 1.0}}));
  }

  static Stream<Named<Model<?, ?>>> families() {
    return Stream.of(
        row("Normal", (mu, tau) -> normal(mu, tau)),
        row("StudentT", (mu, tau) -> studentT(tau.add(2), mu, tau)),
        row("LogNormal", (mu, tau) -> logNormal(mu, tau)),
        row("HalfNormal", (mu, tau) -> halfNormal(tau)),
        row("HalfCauchy", (mu, tau) -> halfCauchy(tau)),
        row("a vector", (mu, tau) -> normal(pair(mu, tau), tau).toEvent(1)),
        row("covariance", (mu, tau) -> multivariateNormal(pair(mu, tau), matrix(tau))),
        row("precision", (mu, tau) -> multivariateNormalPrecision(pair(mu, tau), matrix(tau))),
        row(
            "Cholesky factor",
            (mu, tau) ->
                multivariateNormalTril(
                    pair(mu, tau),
                    matrix(tau).mul(BorchArray.of(new double[][] {{1, 0}, {1, 1}})))),
        row("transformed", (mu, tau) -> transformed(normal(mu, tau), new Exp())),
        row("a plate", m -> m.plate("row", 4).rv("theta", normal(mu(m), tau(m)))),
        row(
            "vectors in nested plates",
            m -> {
              Plate outer = m.plate("group", 3);
              NDArray mu = outer.rv("mu", normal(0, 1));
              NDArray tau = tau(m);
              outer.plate("row", 2).rv("theta", normal(mu.reshape(3, 1, 1), tau).toEvent(1));
            }),
        row(
            "random rows of a plate",
            m -> m.plate("row", 6, 2).rv("theta", normal(mu(m), tau(m)))));
  }

  private static double joint(Trace trace) {
    return trace.variables().stream()
        .mapToDouble(v -> v.scale() * values(v.logPrior().sum())[0])
        .sum();
  }

  /** log |det dθ/dz| by finite differences. */
  private static double logJacobian(Model<?, ?> model, Map<String, NDArray> latents) {
    double[] z = values(latents.get("theta.z"));
    double[][] slopes = new double[z.length][];
    for (int i = 0; i < z.length; i++) {
      double[] up = thetaAt(model, latents, z, i, STEP);
      double[] down = thetaAt(model, latents, z, i, -STEP);
      slopes[i] = new double[z.length];
      for (int j = 0; j < z.length; j++) {
        slopes[i][j] = (up[j] - down[j]) / (2 * STEP);
      }
    }
    NDArray jacobian = BorchArray.of(slopes);
    return 0.5 * values(LinearAlgebra.logDet(jacobian.matMul(jacobian.transpose())))[0];
  }

  private static double[] thetaAt(
      Model<?, ?> model, Map<String, NDArray> latents, double[] z, int i, double step) {
    double[] moved = z.clone();
    moved[i] += step;
    Map<String, NDArray> there = new LinkedHashMap<>(latents);
    there.put("theta.z", BorchArray.of(latents.get("theta.z").getShape(), moved));
    return values(model.replay(there).deterministics().get("theta"));
  }

  private static Map<String, NDArray> moved(Trace trace) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    trace.latents().forEach(latent -> values.put(latent.name(), latent.value()));
    return values;
  }

  @ParameterizedTest
  @MethodSource("families")
  void theJointIsTheCentredOneAfterTheChangeOfVariables(Model<?, ?> centred) {
    Model<?, ?> decentred = centred.decentred("theta");
    // With all rows, as replays have.
    Trace start = decentred.replay(allRows(decentred));
    Map<String, NDArray> latents = moved(start);

    assertThat(latents).containsKey("theta.z").doesNotContainKey("theta");
    assertThat(start.latentValues()).containsKey("theta").doesNotContainKey("theta.z");
    double expected = joint(centred.replay(start.latentValues())) + logJacobian(decentred, latents);
    assertThat(joint(start)).isCloseTo(expected, within(1e-6));
  }

  private static Map<String, NDArray> allRows(Model<?, ?> model) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    model.latents(SEED).forEach(latent -> values.put(latent.name(), latent.draw()));
    return values;
  }

  @ParameterizedTest
  @MethodSource("families")
  void aValueOfTheVariableItselfIsReplayedCentred(Model<?, ?> centred) {
    Model<?, ?> decentred = centred.decentred("theta");
    Trace draw = decentred.replay(allRows(decentred));

    Trace again = decentred.replay(draw.latentValues());

    assertThat(values(again.get("theta").value()))
        .containsExactly(values(draw.latentValues().get("theta")));
    assertThat(joint(again)).isEqualTo(joint(centred.replay(draw.latentValues())));
  }

  @Test
  void rowsOfABatchCountAsBefore() {
    Module<Double, NDArray> module =
        Module.of((m, x) -> m.plate("row", 6, 2).rv("theta", normal(mu(m), 2)));
    Trace draw = module.on(0.0).decentred("theta").samplePrior(SEED.at(0));

    assertThat(draw.get("theta.z").scale()).isEqualTo(3);
    assertThat(draw.deterministics().get("theta").getShape()).isEqualTo(new Shape(2));
  }

  @Test
  void variablesThatDependOnOthersAreFound() {
    Module<Double, Double> module =
        Module.of(
            (m, x) -> {
              NDArray tau = tau(m);
              NDArray rate = m.rv("rate", gamma(tau, 1));
              m.rv("effect", normal(rate, tau));
              m.rv("fixed", normal(0, 1));
              NDArray flag = m.rv("flag", bernoulli(0.5));
              m.rv("level", normal(flag, tau));
              m.rv("y", normal(tau, 1));
              return x;
            });
    Model<Double, Double> model = module.on(0.0).observe("y", 0.5);

    assertThat(model.decentred().samplePrior(SEED.at(0)).deterministics())
        .containsOnlyKeys("effect");
    assertThat(model.decentred().latents(SEED))
        .extracting("name")
        .containsExactly("tau", "rate", "effect.z", "fixed", "flag", "level");
  }

  @Test
  void aPatternMeansTheVariablesThatCanBeDecentred() {
    Module<Double, Double> part =
        Module.of(
            (m, x) -> {
              m.rv("rate", gamma(1, 1));
              m.rv("a", normal(0, 1));
              m.rv("b", studentT(3, 0, 1));
              return x;
            });
    Module<Double, Double> whole =
        new Module<>() {
          private final Module<Double, Double> inner = child("part", part);

          @Override
          protected Double forward(Double x) {
            return inner.call(x);
          }
        };

    assertThat(whole.on(0.0).decentred("part").latents(SEED))
        .extracting("name")
        .containsExactly("part.rate", "part.a.z", "part.b.z");
    assertThat(whole.on(0.0).decentred("*.a").latents(SEED))
        .extracting("name")
        .containsExactly("part.rate", "part.a.z", "part.b");
  }

  @Test
  void theApproximationIsOfTheStandardPart() {
    Model<NDArray, NDArray> model = eightSchools().decentred("theta");
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(1));

      assertThat(params.names()).contains("theta.z|loc").doesNotContain("theta|loc");
      assertThat(draw.get("theta.z").approximation()).isPresent();
      double mu = values(draw.get("mu").value())[0];
      double tau = values(draw.get("tau").value())[0];
      double z = values(draw.get("theta.z").value())[3];
      double theta = values(draw.deterministics().get("theta"))[3];
      assertThat(theta).isCloseTo(mu + tau * z, within(1e-4));
    }
  }

  @Test
  void aVariableWithDataOrAForcedValueIsNotDecentred() {
    Model<NDArray, NDArray> model = eightSchools().decentred("theta");
    NDArray theta = BorchArray.of(1, 2, 3, 4, 5, 6, 7, 8);

    Trace conditioned = model.condition(Map.of("theta", theta)).samplePrior(SEED.at(0));
    assertThat(conditioned.get("theta").prior().name()).isEqualTo("Normal");
    assertThat(conditioned.find("theta.z")).isEmpty();
    Trace forced = model.intervene("theta", theta).samplePrior(SEED.at(0));
    assertThat(forced.find("theta.z")).isEmpty();
    assertThat(values(forced.deterministics().get("theta"))).containsExactly(values(theta));
  }

  @Test
  void theStandardPartCanHaveData() {
    Model<NDArray, NDArray> model =
        eightSchools().decentred("theta").observe("theta.z", 0, 0, 0, 0, 0, 0, 0, 1);
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(1));

      double[] theta = values(draw.deterministics().get("theta"));
      assertThat(draw.latents()).extracting(RandomVariable::name).containsExactly("mu", "tau");
      assertThat(theta[0]).isEqualTo(values(draw.get("mu").value())[0]);
      assertThat(theta[7]).isGreaterThan(theta[0]);
    }
  }

  @Test
  void theMissingRowsOfAVariableCanBeDecentred() {
    NDArray mask = BorchArray.of(new Shape(3), new boolean[] {true, false, true});
    Module<Double, NDArray> module =
        Module.of((m, x) -> m.plate("row", 3).rv("y", normal(mu(m), tau(m))));
    Model<Double, NDArray> centred =
        module.on(0.0).in(DataType.FLOAT64).observe("y", BorchArray.of(1, 9, 3), mask);
    Model<Double, NDArray> decentred = centred.decentred("y.missing");
    Map<String, NDArray> latents =
        Map.of(
            "mu", BorchArray.scalar(0.5, DataType.FLOAT64),
            "tau", BorchArray.scalar(2, DataType.FLOAT64),
            "y.missing.z", BorchArray.of(7, -1, 7));

    Trace draw = decentred.replay(latents);

    assertThat(values(draw.get("y").value())).containsExactly(1, -1.5, 3);
    assertThat(values(draw.get("y.missing.z").logPrior()))
        .containsExactly(new double[] {0, -0.5 - 0.5 * Math.log(2 * Math.PI), 0}, within(1e-12));
    assertThat(joint(draw))
        .isCloseTo(joint(centred.replay(draw.latentValues())) + Math.log(2), within(1e-12));
  }

  @Test
  void wrongNamesAndFamiliesAreErrors() {
    Model<NDArray, NDArray> model = eightSchools();

    assertThatThrownBy(() -> model.decentred("thetta"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decentred(\"thetta\")")
        .hasMessageContaining("did you mean \"theta\"?");
    assertThatThrownBy(() -> model.decentred("y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decentred(\"y\"): the variable has data");
    Module<Double, NDArray> rates = Module.of((m, x) -> m.rv("rate", gamma(mu(m).exp(), 1)));
    assertThatThrownBy(() -> rates.on(0.0).decentred("rate"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate: decentred, but Gamma is no family of location and scale");
    assertThatThrownBy(() -> rates.on(0.0).decentred("r*"))
        .hasMessageContaining("rate: decentred, but Gamma");
  }

  /** Rows with an element for each degree between the two forms. */
  private static Model<NDArray, NDArray> partly(Family family) {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("row", 3).rv("theta", family.of(mu(m), tau(m))));
    return module.on().in(DataType.FLOAT64);
  }

  private static Params at(Model<?, ?> model, double... logits) {
    Params params = model.init(SEED);
    double[] flat = values(params.flat());
    int from = 0;
    for (String name : params.names()) {
      if (name.equals("theta|centring")) {
        System.arraycopy(logits, 0, flat, from, logits.length);
      }
      from += Math.toIntExact(params.shape(name).size());
    }
    params.update(BorchArray.of(flat));
    return params;
  }

  @Test
  void aPartlyDecentredModelIsTheSameModelAtEveryDegree() {
    Map<String, Family> families =
        Map.of(
            "Normal", (mu, tau) -> normal(mu, tau),
            "StudentT", (mu, tau) -> studentT(4, mu, tau),
            "LogNormal", (mu, tau) -> logNormal(mu, tau),
            "HalfNormal", (mu, tau) -> halfNormal(tau));
    double[] logits = {-1.5, 0.3, 2};
    families.forEach(
        (name, family) -> {
          Model<NDArray, NDArray> centred = partly(family);
          Model<NDArray, NDArray> view = centred.partlyDecentred("theta");
          try (Params params = at(view, logits)) {
            Trace draw = view.sample(params, SEED.at(1));
            double[] theta = values(draw.latentValues().get("theta"));
            double logTau = Math.log(values(draw.get("tau").value())[0]);
            double logJacobian = 0;
            for (int i = 0; i < 3; i++) {
              double lambda = 1 / (1 + Math.exp(-logits[i]));
              logJacobian += (1 - lambda) * logTau;
              logJacobian += name.equals("LogNormal") ? Math.log(theta[i]) : 0;
            }
            double expected = joint(centred.replay(draw.latentValues())) + logJacobian;
            assertThat(joint(draw)).as(name).isCloseTo(expected, within(1e-9));
          }
        });
  }

  @Test
  void theEndsOfTheDegreeAreTheModelAsItIsWrittenAndTheDecentredOne() {
    Model<NDArray, NDArray> view = partly((mu, tau) -> normal(mu, tau)).partlyDecentred("theta");
    try (Params params = at(view, -60, 0, 60)) {
      Trace draw = view.sample(params, SEED.at(1));
      double mu = values(draw.get("mu").value())[0];
      double tau = values(draw.get("tau").value())[0];
      double[] z = values(draw.get("theta.z").value());
      double[] theta = values(draw.latentValues().get("theta"));
      assertThat(theta[0]).isCloseTo(mu + tau * z[0], within(1e-12));
      assertThat(theta[1]).isCloseTo(mu + Math.sqrt(tau) * (z[1] - mu / 2), within(1e-12));
      assertThat(theta[2]).isCloseTo(z[2], within(1e-12));
      Distribution prior = draw.get("theta.z").prior();
      assertThat(prior.name()).isEqualTo("Normal"); // whose divergence has a closed form
      assertThat(values(prior.mean())).containsExactly(new double[] {0, mu / 2, mu}, within(1e-12));
    }
  }

  @Test
  void theDegreeIsAParameterOfEachElementThatStartsHalfway() {
    Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64).partlyDecentred();
    try (Params params = model.init(SEED)) {
      assertThat(params.shape("theta|centring")).isEqualTo(new Shape(8));
      assertThat(values(params.get("theta|centring"))).containsOnly(0);
      Trace draw = model.sample(params, SEED.at(0));
      NDArray loss = TestModels.negativeElbo(draw);
      double[] gradient = values(params.gradient(loss));
      assertThat(gradient).doesNotContain(0).hasSize(Math.toIntExact(params.size()));
      Trace prior = model.samplePrior(SEED.at(0));
      double mu = values(prior.get("mu").value())[0];
      assertThat(values(prior.get("theta.z").prior().mean())[0]).isCloseTo(mu / 2, within(1e-12));
    }
  }

  @Test
  void rowsOfABatchHaveTheirOwnDegrees() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("row", 6, 2).rv("theta", normal(mu(m), tau(m))));
    Model<NDArray, NDArray> view = module.on().in(DataType.FLOAT64).partlyDecentred("theta");
    try (Params params = at(view, 60, 60, 60, -60, -60, -60)) {
      for (int i = 0; i < 5; i++) {
        Trace draw = view.sample(params, SEED.at(i));
        double mu = values(draw.get("mu").value())[0];
        assertThat(values(draw.get("theta.z").prior().mean())).hasSize(2);
        for (double mean : values(draw.get("theta.z").prior().mean())) {
          assertThat(Math.min(Math.abs(mean - mu), Math.abs(mean))).isLessThan(1e-12);
        }
      }
    }
  }

  @Test
  void aMatrixOfScalesCannotBePartlyDecentred() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray tau = tau(m);
              return m.rv("theta", multivariateNormal(pair(mu(m), tau), matrix(tau)));
            });
    Model<NDArray, NDArray> model = module.on().in(DataType.FLOAT64);
    assertThatThrownBy(() -> model.partlyDecentred("theta"))
        .hasMessageContainingAll("theta", "MultivariateNormal", "a scale for each element");
  }

  @Test
  void theIdentityTellsPartlyFromWholly() {
    Model<NDArray, NDArray> model = eightSchools();
    assertThat(model.partlyDecentred("theta").identity().texts())
        .containsEntry("decentred theta", "partly");
    assertThat(model.decentred("theta").identity().texts()).containsEntry("decentred theta", "yes");
    assertThat(model.decentred("theta").partlyDecentred("theta").identity().texts())
        .containsEntry("decentred theta", "partly")
        .doesNotContainKey("decentred theta.z");
    assertThat(model.partlyDecentred("theta").decentred().identity().texts())
        .containsEntry("decentred theta", "yes")
        .doesNotContainKey("decentred theta.z");
  }
}
