package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.inverseGamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.distributions.Distribution;
import org.borch.infer.fit.Fit;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The default fit finds conjugate posteriors, which {@code automatic()} can equal, whatever the
 * number of rows: means within a tenth of the posterior's standard deviation, that within 5 %.
 */
class ConjugateTest {

  private record Case(
      String name,
      Distribution prior,
      Function<NDArray, Distribution> likelihood,
      double[] rows,
      Distribution posterior) {}

  private static Stream<Case> cases(int n) {
    double[] counts = repeated(n, 10);
    double[] flips = repeated(n, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0);
    double[] labels = repeated(n, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2);
    double[] noise = repeated(n, 2, -2);
    return Stream.of(
        new Case(
            "rate", gamma(2, 0.2), rate -> poisson(rate), counts, gamma(2 + 10.0 * n, 0.2 + n)),
        new Case("chance", beta(1, 1), p -> bernoulli(p), flips, beta(1 + 0.3 * n, 1 + 0.7 * n)),
        new Case(
            "shares",
            dirichlet(BorchArray.of(0.02, 0.02, 0.02)),
            shares -> categorical(shares),
            labels,
            dirichlet(BorchArray.of(0.02 + 0.5 * n, 0.02 + 0.3 * n, 0.02 + 0.2 * n))),
        new Case(
            "precision",
            gamma(0.001, 0.001),
            precision -> normal(0, ArrayMath.sqrt(precision).pow(-1)),
            noise,
            gamma(0.001 + 0.5 * n, 0.001 + 2.0 * n)),
        new Case(
            "variance",
            inverseGamma(2, 3),
            variance -> normal(0, ArrayMath.sqrt(variance)),
            noise,
            inverseGamma(2 + 0.5 * n, 3 + 2.0 * n)));
  }

  private static double[] repeated(int n, double... values) {
    return IntStream.range(0, n).mapToDouble(i -> values[i % values.length]).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300})
  void theDefaultFitFindsThem(int rows) {
    cases(rows).forEach(ConjugateTest::requireFound);
  }

  @Test
  @Tag("slow")
  void theDefaultFitFindsThemInManyRows() {
    cases(10_000).forEach(ConjugateTest::requireFound);
  }

  private static void requireFound(Case posed) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", posed.prior());
              return m.plate("row", posed.rows().length).rv("y", posed.likelihood().apply(x));
            });
    Model<NDArray, NDArray> model =
        module.on().observe("y", posed.rows()).withPosterior(Posteriors.automatic());
    try (Fit fit = Svi.defaults().withProgress(false).fit(model, Seed.of(1));
        Scope scope = Scope.open()) {
      Distribution q =
          fit.model().sample(fit.params(), Seed.of(1).at(0)).get("x").approximation().orElseThrow();
      double[] mean = values(q.mean());
      double[] sd = values(ArrayMath.sqrt(q.variance()));
      double[] exactMean = values(posed.posterior().mean());
      double[] exactSd = values(ArrayMath.sqrt(posed.posterior().variance()));
      for (int i = 0; i < mean.length; i++) {
        String what = posed.name() + "[" + i + "] of " + posed.rows().length + " rows";
        assertThat(sd[i] / exactSd[i]).as(what).isCloseTo(1, within(0.05));
        assertThat((mean[i] - exactMean[i]) / exactSd[i]).as(what).isCloseTo(0, within(0.1));
      }
    }
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
