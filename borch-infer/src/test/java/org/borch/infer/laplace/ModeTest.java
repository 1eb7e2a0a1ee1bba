package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Modes of models: in the variables' own coordinates, and in unconstrained ones. */
class ModeTest {

  private static final Seed SEED = Seed.of(1);
  private static final Lbfgs MAP = Lbfgs.defaults();
  private static final Lbfgs WITH_JACOBIAN = Lbfgs.defaults().withJacobian(true);

  private static double value(Mode mode, String name) {
    return BorchArray.wrap(mode.values().get(name)).values()[0];
  }

  @Test
  void aBetaPosteriorHasItsTwoModes() {
    // 7 of 10 with Beta(2, 3): Beta(9, 6). Density in p at (a-1)/(a+b-2), in logit p at a/(a+b).
    Module<Integer, NDArray> coin =
        Module.of(
            (m, none) -> {
              NDArray p = m.rv("p", beta(2, 3));
              return m.plate("toss", 10).rv("y", bernoulli(p));
            });
    Model<?, ?> model = coin.on(0).observe("y", 1, 1, 1, 1, 1, 1, 1, 0, 0, 0);

    assertThat(value(Infer.map(model, MAP, SEED), "p")).isCloseTo(8.0 / 13, within(1e-7));
    Mode unconstrained = Infer.map(model, WITH_JACOBIAN, SEED);
    assertThat(value(unconstrained, "p")).isCloseTo(9.0 / 15, within(1e-7));
    assertThat(unconstrained.hasJacobian()).isTrue();
    assertThat(unconstrained.point()[0]).isCloseTo(Math.log(9.0 / 6), within(1e-6));
  }

  @Test
  void aGammaDensityHasItsTwoModes() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("rate", gamma(3, 2)));
    Mode own = Infer.map(module.on(0), MAP, SEED);
    assertThat(value(own, "rate")).isCloseTo(1, within(1e-7)); // (a - 1) / b
    assertThat(own.logDensity()).isCloseTo(Math.log(8.0 / 2) - 2, within(1e-12)); // b³/Γ(3) e^-2
    Mode unconstrained = Infer.map(module.on(0), WITH_JACOBIAN, SEED);
    assertThat(value(unconstrained, "rate")).isCloseTo(1.5, within(1e-7)); // a / b
  }

  @Test
  void aDirichletHasItsModeOnTheSimplex() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("share", dirichlet(BorchArray.of(2, 3, 5))));
    Mode own = Infer.map(module.on(0), MAP, SEED);
    assertThat(BorchArray.wrap(own.values().get("share")).values())
        .containsExactly(new double[] {1.0 / 7, 2.0 / 7, 4.0 / 7}, within(1e-6));
  }

  @Test
  void withoutJacobianTheDensityIsThatOfTheTerms() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("x", normal(m.rv("a", normal(0, 1)), m.rv("s", gamma(2, 1)))));
    LogDensity with = LogDensity.of(module.on(0), SEED);
    LogDensity without = with.withoutJacobian();
    double[] at = {0.3, -0.7, 1.2};
    double[] gradient = new double[3];
    double own = without.evaluator().valueAndGradient(at, gradient);
    assertThat(own)
        .isCloseTo(with.terms(at).logPrior() + with.terms(at).logLikelihood(), within(1e-12));
    assertThat(without.terms(at).logJacobian()).isZero();
    assertThat(without.terms(at).value()).isCloseTo(own, within(1e-12));
    double[] other = new double[3];
    double whole = with.evaluator().valueAndGradient(at, other);
    assertThat(whole - own).isCloseTo(at[1], within(1e-12)); // log ds/du = u
    assertThat(other[1] - gradient[1]).isCloseTo(1, within(1e-12));
    assertThat(BorchArray.wrap(without.constrain(at).get("s")).values())
        .containsExactly(BorchArray.wrap(with.constrain(at).get("s")).values());
  }

  @Test
  void aModeAtTheEdgeOfTheSupportIsNamed() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("gap", gamma(1, 2)));
    Mode own = Infer.map(module.on(0), MAP, SEED);
    assertThat(own.isConverged()).isTrue();
    assertThat(value(own, "gap")).isCloseTo(0, within(1e-7));
    assertThat(own.edges()).containsExactly("gap");
    assertThat(own.message()).contains("edge").contains("gap");
    Mode unconstrained = Infer.map(module.on(0), WITH_JACOBIAN, SEED);
    assertThat(value(unconstrained, "gap")).isCloseTo(0.5, within(1e-7));
    assertThat(unconstrained.edges()).isEmpty();
  }

  @Test
  void centredEightSchoolsHasNoModeAndSaysSo() {
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, stdErr) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate school = m.plate("school", 8);
              return school.rv("y", normal(school.rv("theta", normal(mu, tau)), stdErr));
            });
    Model<?, ?> model =
        schools
            .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
            .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
    for (Lbfgs settings : new Lbfgs[] {MAP, WITH_JACOBIAN}) {
      Mode mode = Infer.map(model, settings, SEED);
      assertThat(mode.ending()).isEqualTo(Ending.UNBOUNDED);
      assertThat(mode.message()).contains("no largest value").contains("tau").contains("decentred");
      assertThat(mode.toString()).startsWith("No mode").contains("theta (8)");
      assertThat(mode.evaluations()).isLessThan(2_000);
    }
    LaplaceFit fit = Infer.laplace(model, Laplace.defaults(), SEED);
    assertThat(fit.fault()).hasValueSatisfying(fault -> assertThat(fault).contains("tau"));
    assertThatThrownBy(fit::covariance)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("tau");
  }

  @Test
  void aModeIsAStart() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("rate", gamma(3, 2)));
    Mode mode = Infer.map(module.on(0), MAP, SEED);
    Mode again = Infer.map(module.on(0), MAP.withStart(mode.asStart()), SEED);
    assertThat(again.iterations()).isLessThanOrEqualTo(1);
    mode.point()[0] = 17;
    assertThat(mode.point()[0]).isNotEqualTo(17);
  }

  @Test
  void discreteLatentsAreSummedOut() {
    Module<Integer, NDArray> mixture =
        Module.of(
            (m, none) -> {
              NDArray which = m.rv("which", bernoulli(0.3));
              return m.rv("y", normal(which.mul(3).add(m.rv("level", normal(0, 1))), 1));
            });
    Mode mode = Infer.map(mixture.on(0).observe("y", 2), MAP, SEED);
    // The maximum over a fine grid of log(0.7 N(2 - l) + 0.3 N(-1 - l)) + log N(l).
    double best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (double level = -3; level < 3; level += 1e-4) {
      double zero = 0.7 * Math.exp(-0.5 * Math.pow(2 - level, 2));
      double one = 0.3 * Math.exp(-0.5 * Math.pow(-1 - level, 2));
      double density = Math.log(zero + one) - 0.5 * level * level;
      best = density > largest ? level : best;
      largest = Math.max(largest, density);
    }
    assertThat(mode.point()).hasSize(1);
    assertThat(value(mode, "level")).isCloseTo(best, within(1e-4));
  }

  @Test
  void nothingToSearchAndMinibatchesAreErrors() {
    Module<Integer, NDArray> discrete = Module.of((m, none) -> m.rv("z", bernoulli(0.5)));
    assertThatThrownBy(() -> Infer.map(discrete.on(0), MAP, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no continuous latent variable");
    Module<NDArray, NDArray> line =
        Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("a", normal(0, 1)).add(x), 1)));
    Model<?, ?> batched =
        line.on(
            minibatches(BorchArray.of(1, 2, 3, 4), 2)
                .plate("row")
                .observing("y", BorchArray.of(1, 2, 3, 4)));
    assertThatThrownBy(() -> Infer.map(batched, MAP, SEED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("minibatches");
  }
}
