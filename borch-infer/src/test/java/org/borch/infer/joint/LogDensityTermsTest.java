package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.infer.density.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogDensityTermsTest {

  private static Model<?, ?> hierarchy() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 3);
              NDArray z = plate.rv("z", normal(0, 1));
              NDArray theta = m.deterministic("theta", mu.add(tau.mul(z)));
              return plate.rv("y", normal(theta, errors));
            });
    return module.on(BorchArray.of(15, 10, 16)).observe("y", 28, 8, -3);
  }

  private static Model<?, ?> masked() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray noise = m.rv("noise", gamma(2, 1));
              return m.plate("row", 4).rv("y", normal(x.mul(slope), noise));
            });
    NDArray mask = BorchArray.of(new Shape(4), new boolean[] {true, false, true, true});
    return module.on(BorchArray.of(1, 2, 3, 4)).observe("y", BorchArray.of(2, 0, 5, 9), mask);
  }

  private static Model<?, ?> factors() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, counts) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              NDArray shares = m.rv("shares", dirichlet(BorchArray.of(2, 3, 4)));
              m.factor("penalty", shares.get("0").sub(0.2).square().mul(-3));
              m.deterministic("first", shares.get("0").mul(rate));
              m.deterministic("isLarge", rate.gt(0.5));
              return m.plate("cell", 3).rv("y", poisson(shares.mul(rate).mul(counts)));
            });
    return module.on(BorchArray.of(10, 20, 30)).observe("y", 3, 9, 17);
  }

  private static Model<?, ?> nested() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              Plate group = m.plate("group", 2);
              NDArray level = group.rv("level", normal(0, 1));
              NDArray scale = m.rv("scale", halfCauchy(1));
              Plate cell = group.plate("cell", 3, 2);
              NDArray own = cell.rv("own", normal(level.expandDims(1), scale));
              return cell.rv("y", normal(own.add(x), 0.5));
            });
    NDArray data = BorchArray.of(new double[][] {{1, 2, 3}, {-1, 0, 1}});
    return module.on(BorchArray.scalar(0.3, DataType.FLOAT64)).observe("y", data);
  }

  static Stream<Named<Model<?, ?>>> models() {
    return Stream.of(
        Named.of("hierarchy", hierarchy()),
        Named.of("masked", masked()),
        Named.of("factors", factors()),
        Named.of("nested", nested()));
  }

  private static double[] point(LogDensity density) {
    return new SplittableRandom(3).doubles(density.dimension(), -1, 1).toArray();
  }

  private static double[] numbers(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static double sum(NDArray array) {
    return Arrays.stream(numbers(array)).sum();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theProgramsTermsAreThoseOfAReplay(Model<?, ?> model) {
    JointDensity density = JointDensity.of(model, Seed.of(1));
    double[] at = point(density);
    LogDensityTerms terms = density.terms(at);
    Map<String, NDArray> latents = density.constrain(at);
    assertThat(density.termsExecution().backEnd()).isEqualTo(BackEnd.JVM);

    try (Scope scope = Scope.open()) {
      Trace trace = model.in(DataType.FLOAT64).replay(latents);
      double prior = 0;
      for (RandomVariable latent : trace.latents()) {
        prior += sum(latent.logPrior());
      }
      double likelihood = 0;
      for (RandomVariable observed : trace.observed()) {
        likelihood += sum(observed.logPrior());
        assertThat(numbers(terms.rows().get(observed.name())))
            .containsExactly(
                Arrays.stream(numbers(observed.logPrior()))
                    .filter(row -> row != 0) // a missing row is no point
                    .toArray(),
                within(1e-12));
      }
      for (NDArray factor : trace.factors().values()) {
        likelihood += sum(factor);
      }
      assertThat(terms.logPrior()).isCloseTo(prior, within(1e-12 * (1 + Math.abs(prior))));
      assertThat(terms.logLikelihood())
          .isCloseTo(likelihood, within(1e-12 * (1 + Math.abs(likelihood))));
      assertThat(terms.rows()).hasSameSizeAs(trace.observed());
      assertThat(terms.deterministics().keySet())
          .containsExactlyElementsOf(trace.deterministics().keySet());
      trace
          .deterministics()
          .forEach(
              (name, value) -> {
                NDArray own = terms.deterministics().get(name);
                assertThat(BorchArray.wrap(own).spec()).isEqualTo(BorchArray.wrap(value).spec());
                assertThat(numbers(own)).containsExactly(numbers(value), within(1e-12));
              });
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void theyAreTheEagerOnesAndAddUpToTheValue(Model<?, ?> model) {
    JointDensity density = JointDensity.of(model, Seed.of(1));
    double[] at = point(density);
    LogDensityTerms terms = density.terms(at);
    JointDensity eager = density.withBackEnd(BackEnd.EAGER);
    LogDensityTerms oneByOne = eager.terms(at);
    double value = density.evaluator().valueAndGradient(at, new double[at.length]);

    assertThat(eager.termsExecution().backEnd()).isEqualTo(BackEnd.EAGER);
    assertThat(terms.logPrior()).isCloseTo(oneByOne.logPrior(), within(1e-11));
    assertThat(terms.logLikelihood()).isCloseTo(oneByOne.logLikelihood(), within(1e-10));
    assertThat(terms.logJacobian()).isCloseTo(oneByOne.logJacobian(), within(1e-12));
    assertThat(terms.value()).isCloseTo(value, within(1e-10));
    Map<String, NDArray> values = eager.constrain(at);
    density
        .constrain(at)
        .forEach(
            (name, own) ->
                assertThat(numbers(own)).containsExactly(numbers(values.get(name)), within(1e-12)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void threadsGetTheSameTermsFromOneDensity(Model<?, ?> model) {
    JointDensity density = JointDensity.of(model, Seed.of(1));
    double[] at = point(density);
    double expected = density.terms(at).value();

    assertThat(Stream.generate(() -> at).limit(64).parallel().map(density::terms))
        .allSatisfy(terms -> assertThat(terms.value()).isEqualTo(expected));
  }
}
