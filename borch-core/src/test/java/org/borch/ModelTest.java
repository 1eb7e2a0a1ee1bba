package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.eightSchools;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.nn.Linear;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("short")
class ModelTest {

  private static final Seed SEED = Seed.of(1);

  @Test
  void aLambdaIsAModule() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray mean = m.deterministic("mean", x.mul(slope));
              return m.rv("y", normal(mean, 0.5));
            });
    Trace draw = line.on(BorchArray.of(1, 2, 3)).samplePrior(SEED.at(0));
    assertThat(draw.variables()).extracting(RandomVariable::name).containsExactly("slope", "y");
    assertThat(draw.deterministics()).containsOnlyKeys("mean");
    assertThat(draw.output(NDArray.class)).isSameAs(draw.get("y").value());
    assertThat(draw.get("y").value().getShape()).isEqualTo(new Shape(3));
  }

  @Test
  void aTraceHoldsPriorsApproximationsValuesAndDensities() {
    Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64).withPosterior(normal());
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.at(3));
      assertThat(draw.latents())
          .extracting(RandomVariable::name)
          .containsExactly("mu", "tau", "theta");
      assertThat(draw.observed()).extracting(RandomVariable::name).containsExactly("y");
      RandomVariable mu = draw.get("mu");
      double x = mu.value().getDouble();
      assertThat(mu.logPrior().getDouble())
          .isCloseTo(-0.5 * x * x / 25 - Math.log(5) - 0.5 * Math.log(2 * Math.PI), within(1e-12));
      assertThat(mu.approximation()).isPresent();
      assertThat(draw.get("theta").logPrior().getShape()).isEqualTo(new Shape(8));
      assertThat(draw.get("theta").logPrior()).isSameAs(draw.get("theta").logPrior());
    }
  }

  @Test
  void valuesAreReadOnly() {
    Module<NDArray, NDArray> model = Module.of((m, x) -> m.rv("mu", normal(0, 1)).addi(1));
    assertThatThrownBy(() -> model.on().samplePrior(SEED.at(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mu")
        .hasMessageContaining("read-only");
  }

  @Test
  void aFactorIsATermOfTheTrace() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              m.factor("penalty", mu.mul(-2));
              return mu;
            });
    Trace draw = model.on().samplePrior(SEED.at(0));
    assertThat(values(draw.factors().get("penalty"))[0])
        .isEqualTo(-2 * values(draw.get("mu").value())[0]);
  }

  @Test
  void childrensNamesAreQualifiedByTheirPath() {
    Model<NDArray, NDArray> model = new Net().on(BorchArray.of(new double[][] {{1, 2}, {3, 4}}));
    assertThat(model.samplePrior(SEED.at(0)).sites())
        .containsOnlyKeys("encoder.fc1.weight", "encoder.fc1.bias", "out.weight", "out.bias", "y");
    assertThat(model.toString())
        .contains("encoder: Encoder", "  fc1: Linear(2, 3)", "weight (3, 2) ~ Normal");
  }

  private static final class Encoder extends Module<NDArray, NDArray> {
    private final Linear fc1 = child("fc1", new Linear(2, 3));

    @Override
    protected NDArray forward(NDArray x) {
      return fc1.call(x);
    }
  }

  private static final class Net extends Module<NDArray, NDArray> {
    private final Encoder encoder = child("encoder", new Encoder());
    private final Linear out = child("out", new Linear(3, 1));

    @Override
    protected NDArray forward(NDArray x) {
      return rv("y", normal(out.call(encoder.call(x)), 1));
    }
  }

  @Test
  void replayTakesTheGivenValues() {
    Map<String, NDArray> at =
        Map.of(
            "mu", BorchArray.scalar(2, DataType.FLOAT64),
            "tau", BorchArray.scalar(3, DataType.FLOAT64),
            "theta", BorchArray.of(1, 2, 3, 4, 5, 6, 7, 8));
    Trace draw = eightSchools().in(DataType.FLOAT64).replay(at);
    double[] logPrior = values(draw.get("theta").logPrior());
    for (int i = 0; i < 8; i++) {
      double z = (i + 1 - 2) / 3.0;
      assertThat(logPrior[i])
          .isCloseTo(-0.5 * z * z - Math.log(3) - 0.5 * Math.log(2 * Math.PI), within(1e-12));
    }
    assertThatThrownBy(() -> draw.get("mu").logApproximation())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterventionCutsTheVariableFromItsPrior() {
    Model<NDArray, NDArray> model = eightSchools().intervene("tau", 1);
    try (Params params = model.init(SEED)) {
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(draw.find("tau")).isEmpty();
      assertThat(values(draw.deterministics().get("tau"))).containsExactly(1);
      assertThat(params.names()).noneMatch(name -> name.startsWith("tau"));
    }
  }

  @Test
  void conditioningOnValuesIsObservingThem() {
    Model<NDArray, NDArray> model =
        eightSchools().condition(Map.of("tau", BorchArray.scalar(2, DataType.FLOAT64)));
    assertThat(model.observed()).containsExactlyInAnyOrder("y", "tau");
  }

  @Test
  void latentsAreListedWithShapesAndSupports() {
    assertThat(eightSchools().latents(SEED))
        .extracting(start -> start.name() + start.shape() + start.prior().support().description())
        .containsExactly("mu()a finite number", "tau()>= 0", "theta(8)a finite number");
  }

  record Data(NDArray x, NDList more, String name, int count) {}

  @Test
  void inputsAreRecordsOfArraysAndJavaValues() {
    Module<Data, NDArray> model =
        Module.of(
            (m, data) -> {
              assertThat(data.x()).isInstanceOf(BorchArray.class);
              assertThat(data.x().getDataType()).isEqualTo(DataType.FLOAT32);
              assertThat(data.more().get(0).getDataType()).isEqualTo(DataType.INT64);
              assertThat(data.name()).isEqualTo("name");
              return m.rv("y", normal(data.x(), data.count()));
            });
    Data data =
        new Data(BorchArray.ofFloats(1, 2), new NDList(BorchArray.ofLongs(1, 2)), "name", 3);
    assertThat(model.on(data).samplePrior(SEED.at(0)).get("y").value().getShape())
        .isEqualTo(new Shape(2));
  }

  @Test
  void nativeArraysAreWrappedOnEntry() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.create(new float[] {1, 2, 3});
      Module<NDArray, NDArray> model = Module.of((m, in) -> m.rv("y", normal(in, 1)));
      Trace draw = model.on(x).observe("y", x).samplePrior(SEED.at(0));
      assertThat(draw.get("y").value()).isInstanceOf(BorchArray.class);
    }
  }

  @Test
  void predictionDrawsObservedVariablesFromTheirPriors() {
    Model<NDArray, NDArray> model = eightSchools().withPosterior(normal());
    try (Params params = model.init(SEED)) {
      Trace fitted = model.sample(params, SEED.at(5));
      Trace predicted = model.predict(params, SEED.at(5));
      assertThat(values(predicted.get("theta").value()))
          .isEqualTo(values(fitted.get("theta").value()));
      assertThat(predicted.get("y").isObserved()).isFalse();
      assertThat(values(predicted.get("y").value())).isNotEqualTo(TestModels.effects());
    }
  }

  @Test
  void particlesAreTheDrawsOfNumberedKeys() {
    Model<NDArray, NDArray> model = eightSchools().withPosterior(normal());
    try (Params params = model.init(SEED)) {
      List<Trace> particles = model.sample(params, SEED.at(2), 3);
      assertThat(particles).hasSize(3);
      assertThat(values(particles.get(1).get("theta").value()))
          .isEqualTo(values(model.sample(params, SEED.at(2).at(1)).get("theta").value()));
    }
  }

  @Test
  void aParameterIsALearnableConstant() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) ->
                m.rv("y", normal(m.parameter("level", BorchArray.scalar(2, DataType.FLOAT64)), 1)));
    Model<NDArray, NDArray> model = body.on().observe("y", 5);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(params.names()).containsExactly("level");
      NDArray gradient = params.gradient(TestModels.negativeElbo(model.sample(params, SEED.at(0))));
      assertThat(values(gradient)).containsExactly(-3);
    }
  }

  @Test
  void f28VariablesMayBeCalledLikeMethods() {
    Module<NDArray, NDArray> body =
        Module.of((m, x) -> m.rv("get", normal(m.rv("items", normal(0, 1)), 1)));
    Model<NDArray, NDArray> model = body.on().observe("get", 1).observe("items", 2);
    Trace draw = model.sample(model.init(SEED), SEED.at(0));
    assertThat(draw.observed()).extracting(RandomVariable::name).containsExactly("items", "get");
  }

  @Test
  void f29ChildrenMayBeCalledPriorAndPosterior() {
    Module<NDArray, NDArray> parent =
        new Module<>() {
          private final Linear prior = child("prior", new Linear(1, 1));
          private final Linear posterior = child("posterior", new Linear(1, 1));

          @Override
          protected NDArray forward(NDArray x) {
            return posterior.call(prior.call(x));
          }
        };
    Model<NDArray, NDArray> model = parent.on(BorchArray.of(1));
    try (Params params = model.init(SEED)) {
      assertThat(model.sample(params, SEED.at(0)).sites())
          .containsOnlyKeys("prior.weight", "prior.bias", "posterior.weight", "posterior.bias");
    }
  }

  @Test
  void f30PrintingAndReadingChangeNothing() {
    Model<NDArray, NDArray> model = eightSchools();
    try (Params params = model.init(SEED)) {
      double[] before = values(params.flat());
      Trace first = model.sample(params, SEED.at(7));
      assertThat(model.toString()).contains("theta (8)", "tau () ~ HalfCauchy", "observed");
      assertThat(first.toString() + first.get("tau") + params + model.module())
          .contains("theta(8)");
      Trace second = model.sample(params, SEED.at(7));
      assertThat(second.sites().keySet()).isEqualTo(first.sites().keySet());
      assertThat(values(second.get("theta").value())).isEqualTo(values(first.get("theta").value()));
      assertThat(values(params.flat())).isEqualTo(before);
    }
  }

  @Test
  void f34TheSameDrawRulesHoldUnderEveryPosterior() {
    for (Posterior posterior : List.of(automatic(), normal(), pointMass())) {
      Model<NDArray, NDArray> model = eightSchools().withPosterior(posterior);
      try (Params params = model.init(SEED)) {
        Trace draw = model.sample(params, SEED.at(1));
        assertThat(values(model.sample(params, SEED.at(1)).get("mu").value()))
            .isEqualTo(values(draw.get("mu").value()));
        assertThat(draw.sites()).containsOnlyKeys("mu", "tau", "theta", "y");
      }
    }
  }

  @Test
  void f36AFloat64ModelStaysFloat64Throughout() {
    for (Posterior posterior : List.of(automatic(), normal(), pointMass())) {
      Model<NDArray, NDArray> model = eightSchools().in(DataType.FLOAT64).withPosterior(posterior);
      try (Params params = model.init(SEED);
          Scope scope = Scope.open()) {
        Trace draw = model.sample(params, SEED.at(1));
        for (RandomVariable variable : draw.variables()) {
          assertThat(variable.value().getDataType()).isEqualTo(DataType.FLOAT64);
          assertThat(variable.logPrior().getDataType()).isEqualTo(DataType.FLOAT64);
        }
        NDArray gradient = params.gradient(TestModels.negativeElbo(draw));
        assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT64);
      }
    }
  }

  @Test
  void constantsOfAnotherTypeTakeTheRunsType() {
    Module<NDArray, NDArray> body =
        Module.of((m, x) -> m.rv("x", normal(BorchArray.of(1.0, 2.0), halfNormal(1).mean())));
    assertThat(
            body.on().in(DataType.FLOAT32).samplePrior(SEED.at(0)).get("x").value().getDataType())
        .isEqualTo(DataType.FLOAT32);
  }

  @Test
  void aVariableThatAppearsLaterStartsWhereSeedAndNameSay() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              return BorchArray.wrap(x).values()[0] > 0 ? m.rv("late", normal(mu, 1)) : mu;
            });
    Model<NDArray, NDArray> without = body.on(BorchArray.of(-1.0)).withPosterior(normal());
    Model<NDArray, NDArray> with = body.on(BorchArray.of(1.0)).withPosterior(normal());
    try (Params early = with.init(SEED);
        Params late = without.init(SEED)) {
      assertThat(late.names()).doesNotContain("late|loc");
      without.on(BorchArray.of(1.0)).sample(late, SEED.at(9));
      assertThat(late.values()).hasSameSizeAs(early.values());
      early
          .values()
          .forEach(
              (name, value) ->
                  assertThat(values(late.get(name))).as(name).isEqualTo(values(value)));
    }
  }

  @Test
  void simulatedDataFitTheModelAndDependOnTheSeedAlone() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray mean = m.deterministic("mean", x.mul(slope));
              return m.plate("row").rv("y", normal(mean, m.rv("noise", halfNormal(1))));
            });
    Model<NDArray, NDArray> model = line.on(BorchArray.of(1, 10, 100));
    Map<String, NDArray> known =
        Map.of(
            "slope",
            BorchArray.scalar(3, DataType.FLOAT64),
            "noise",
            BorchArray.scalar(1e-3, DataType.FLOAT64));
    Map<String, NDArray> data = model.simulate(known, SEED);
    assertThat(data).containsOnlyKeys("y");
    // 8 standard deviations.
    assertThat(BorchArray.wrap(data.get("y")).values())
        .containsExactly(new double[] {3, 30, 300}, within(8e-3));
    assertThat(BorchArray.wrap(model.simulate(known, SEED).get("y")).values())
        .containsExactly(BorchArray.wrap(data.get("y")).values());
    assertThat(BorchArray.wrap(model.simulate(known, Seed.of(99)).get("y")).values())
        .isNotEqualTo(BorchArray.wrap(data.get("y")).values());
    assertThat(model.condition(data).observed()).containsExactly("y");
    assertThat(model.condition(data).simulate(known, SEED)).containsOnlyKeys("y");
    assertThat(model.in(DataType.FLOAT32).simulate(known, SEED).get("y").getDataType())
        .isEqualTo(DataType.FLOAT32);
    assertThatThrownBy(() -> model.simulate(Map.of("slop", BorchArray.of(1)), SEED))
        .hasMessageContaining("slope");
  }
}
