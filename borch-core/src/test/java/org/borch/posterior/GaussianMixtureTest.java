package org.borch.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.mixture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GaussianMixtureTest {

  private static final double ROOT = Math.sqrt(2);

  private static final Seed SEED = Seed.of(4);

  private static Model<NDArray, NDArray> vector(int n) {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.rv("x", normal(0, 1).expand(new Shape(n)).toEvent(1)));
    return module.on().in(DataType.FLOAT64);
  }

  /** Two components that overlap, with weights, scales and correlations of their own. */
  private static void set(Params params) {
    params.update(
        BorchArray.of(
            0.4, -0.3, // logits
            0.5, -0.2, 0.1, -0.6, 0.7, 0.9, // loc
            -0.2, 0.1, -0.4, 0.3, -0.5, 0, // log_scale
            0.8, -0.3, 0.5, -0.6, 0.2, -0.9)); // lower
  }

  private static NDArray scaleTril(Params params) {
    return FullRankGaussian.scaleTril(
        params.get("posterior|log_scale"), params.get("posterior|lower"));
  }

  private static NDArray of(NDArray x, int i) {
    return x.get("..., " + i);
  }

  /** x1 x2 + x3². */
  private static NDArray function(NDArray x) {
    return of(x, 0).mul(of(x, 1)).add(ArrayMath.square(of(x, 2)));
  }

  /** Its mean under q. */
  private static NDArray mean(Params params) {
    NDArray lower = scaleTril(params);
    NDArray covariance = lower.matMul(LinearAlgebra.transpose(lower));
    NDArray each =
        function(params.get("posterior|loc"))
            .add(covariance.get(":, 0, 1"))
            .add(covariance.get(":, 2, 2"));
    return ArrayMath.softmax(params.get("posterior|logits"), 0).mul(each).sum();
  }

  /** The mean of the function over draws. */
  private static NDArray average(Model<?, ?> model, Params params, Key key) {
    NDArray keys = Key.halves(LongStream.range(0, 300).mapToObj(key::at).toList());
    return Batching.vmap(each -> scored(model.sample(params, Key.of(each)).get("x")))
        .apply(keys)
        .mean();
  }

  /** With the score-function term, whose value is 0. */
  private static NDArray scored(RandomVariable x) {
    NDArray cost = function(x.value());
    NDArray score = x.score().orElseThrow();
    return cost.add(ArrayMath.stopGradient(cost).mul(score.sub(ArrayMath.stopGradient(score))));
  }

  @Test
  void theDerivativeOfAMeanByEveryArgumentIsUnbiased() {
    Model<NDArray, NDArray> model = vector(3).withPosterior(mixture(2));
    try (Params params = model.init(SEED)) {
      set(params);
      double[] exact;
      try (Scope scope = Scope.open()) {
        exact = values(params.gradient(mean(params)));
      }
      int n = 30; // batches of draws that are traced at once
      double[] sum = new double[exact.length];
      double[] squares = new double[exact.length];
      for (int i = 0; i < n; i++) {
        try (Scope scope = Scope.open()) {
          double[] gradient = values(params.gradient(average(model, params, SEED.at(i))));
          for (int j = 0; j < sum.length; j++) {
            sum[j] += gradient[j];
            squares[j] += gradient[j] * gradient[j];
          }
        }
      }
      for (int j = 0; j < sum.length; j++) {
        double average = sum[j] / n;
        double error = Math.sqrt((squares[j] / n - average * average) / (n - 1));
        assertThat(average).as("parameter %d", j).isCloseTo(exact[j], within(4 * error));
      }
    }
  }

  @Test
  void theDensityIsThatOfTheMixtureWhateverTheComponent() {
    Model<NDArray, NDArray> model = vector(3).withPosterior(mixture(2));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      set(params);
      double[] weights = values(ArrayMath.softmax(params.get("posterior|logits"), 0));
      Trace draw = model.sample(params, SEED.at(0));
      NDArray x = draw.get("x").value();
      double density = 0;
      for (int k = 0; k < 2; k++) {
        NDArray lower = scaleTril(params).get(k);
        NDArray centred = x.sub(params.get("posterior|loc").get(k)).expandDims(-1);
        double[] e = values(LinearAlgebra.solveTriangular(lower, centred, false));
        double squares = e[0] * e[0] + e[1] * e[1] + e[2] * e[2];
        double logDet = values(LinearAlgebra.logDetTriangular(lower))[0];
        density += weights[k] * Math.exp(-0.5 * squares - logDet - 1.5 * Math.log(2 * Math.PI));
      }
      assertThat(values(draw.get("x").logApproximation())[0])
          .isCloseTo(Math.log(density), within(1e-10));
    }
  }

  @Test
  void oneComponentIsTheNormalOfFullRankWithItsDerivative() {
    Model<NDArray, NDArray> model = vector(2);
    try (Params one = model.withPosterior(mixture(1)).init(SEED);
        Params full = model.withPosterior(Posteriors.multivariateNormal()).init(SEED);
        Scope scope = Scope.open()) {
      one.update(BorchArray.of(0, 0.5, -0.2, -0.3, 0.4, 0.8)); // logits first
      full.update(BorchArray.of(0.5, -0.2, -0.3, 0.4, 0.8, 0, 0, 0));
      NDArray x = model.withPosterior(mixture(1)).sample(one, SEED.at(0)).get("x").value();
      double[] gradient = values(one.gradient(of(x, 0).mul(0.3).add(of(x, 1))));
      // x1 = m1 + s1 e1 and x2 = m2 + s2 (c e1 / √2 + e2)
      double[] v = values(x);
      double e1 = (v[0] - 0.5) / Math.exp(-0.3);
      double e2 = (v[1] + 0.2) / Math.exp(0.4) - 0.8 / ROOT * e1;
      assertThat(gradient)
          .containsExactly(
              new double[] {
                0,
                0.3,
                1,
                0.3 * e1 * Math.exp(-0.3),
                (0.8 / ROOT * e1 + e2) * Math.exp(0.4),
                e1 * Math.exp(0.4) / ROOT
              },
              within(1e-9));
      assertThat(values(full.flat())).hasSize(8);
    }
  }

  @Test
  void oneOfTheVariablesThatAreDrawnTogetherHasTheScoreOfTheComponent() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.rv("b", normal(m.rv("a", normal(0, 1)), 1)));
    Model<NDArray, NDArray> model = module.on().in(DataType.FLOAT64);
    try (Params params = model.withPosterior(mixture(2)).init(SEED)) {
      Trace draw = model.withPosterior(mixture(2)).sample(params, SEED.at(0));
      assertThat(values(draw.get("a").score().orElseThrow())[0])
          .isCloseTo(Math.log(0.5), within(1e-12));
      assertThat(draw.get("b").score()).isEmpty();
    }
  }

  @Test
  void componentsStartAtThePriorsMeanAndAtDrawsFromThePrior() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              m.rv("a", normal(2, 1));
              return m.rv("b", gamma(2, 4).expand(new Shape(2)));
            });
    Model<NDArray, NDArray> model =
        module.on().in(DataType.FLOAT64).withPosterior(mixture(3).withScale(0.1));
    try (Params params = model.init(SEED);
        Params again = model.init(SEED)) {
      assertThat(params.shape("posterior|lower")).isEqualTo(new Shape(3, 3));
      double[] loc = values(params.get("posterior|loc"));
      assertThat(loc).startsWith(2).hasSize(9);
      assertThat(Arrays.copyOfRange(loc, 2, 9)).doesNotHaveDuplicates();
      assertThat(loc[1]).isCloseTo(Math.log(0.5), within(1e-12));
      assertThat(values(again.get("posterior|loc"))).isEqualTo(loc);
      assertThat(values(params.get("posterior|log_scale"))).containsOnly(Math.log(0.1));
      assertThat(values(params.get("posterior|logits"))).containsOnly(0);
    }
    assertThat(mixture(3).withScale(0.1)).hasToString("mixture(3).withScale(0.1)");
  }

  @Test
  void savedParametersGiveTheSameDrawsBitForBit(@TempDir Path folder) {
    Model<NDArray, NDArray> model = vector(3).withPosterior(mixture(2));
    Path file = folder.resolve("params");
    double[] expected;
    try (Params params = model.init(SEED)) {
      set(params);
      params.save(file);
      expected = values(model.sample(params, SEED.at(0)).get("x").value());
    }
    try (Params params = Params.load(file)) {
      assertThat(values(model.sample(params, SEED.at(0)).get("x").value())).isEqualTo(expected);
    }
  }

  @Test
  void whatItCannotHostIsRefusedByName() {
    Module<NDArray, NDArray> module = Module.of((m, x) -> m.rv("is_on", bernoulli(0.5)));
    assertThatThrownBy(() -> module.on().withPosterior(mixture(2)).init(SEED))
        .hasMessageContainingAll("is_on", "mixture(2)");
    assertThatThrownBy(() -> mixture(0))
        .hasMessage("Posteriors.mixture(0), expected at least 1 component");
    assertThatThrownBy(() -> mixture(2).withScale(-1))
        .hasMessageContainingAll("mixture(2).withScale(-1.0)", "above 0");
  }
}
