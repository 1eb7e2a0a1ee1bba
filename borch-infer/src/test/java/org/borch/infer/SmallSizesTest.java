package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.distributions.Distribution;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.mcmc.Hmc;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.RandomWalk;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.mcmc.Slice;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables of no element and of one, of every support, under every engine. */
class SmallSizesTest {

  private static final Seed SEED = Seed.of(6);
  private static final Sampling SHORT =
      Nuts.defaults().sampling().withChains(1).withWarmup(20).withDraws(5);

  /** A variable of few elements beside an ordinary one. */
  private record Case(String label, Distribution prior) {
    Model<Object, ?> model() {
      Module<Object, NDArray> module =
          Module.of(
              (m, nothing) -> {
                NDArray small = m.rv("small", prior);
                NDArray loc = m.rv("loc", normal(0, 1));
                return m.rv("y", normal(loc.add(small.sum()), 1));
              });
      return module.on().observe("y", 0.7);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private static NDArray ones(long... shape) {
    return BorchArray.full(new Shape(shape), 1, DataType.FLOAT64);
  }

  static List<Case> all() {
    NDArray none = ones(0);
    NDArray one = ones(1);
    return List.of(
        new Case("simplex of one", dirichlet(2.0)),
        new Case("simplices of one", dirichlet(ones(3, 1))),
        new Case("no simplex", dirichlet(ones(0, 3))),
        new Case("no real number", normal(none, 1)),
        new Case("one real number", normal(one, 1)),
        new Case("no positive number", gamma(none, 2)),
        new Case("one positive number", gamma(one, 2)),
        new Case("no share", beta(none, 2)),
        new Case("one share", beta(one, 2)),
        new Case(
            "vector of one", multivariateNormal(one, LinearAlgebra.identity(1, DataType.FLOAT64))));
  }

  private static List<Sampler> samplers() {
    return List.of(
        new Nuts(SHORT, 10),
        Hmc.defaults().with(run -> SHORT),
        new Slice(SHORT, 10),
        RandomWalk.defaults().with(run -> SHORT));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySamplerDrawsIt(Case row) {
    for (Sampler sampler : samplers()) {
      Draws draws = Infer.sample(row.model(), sampler, SEED);
      assertThat(BorchArray.wrap(draws.get("small")).values()).doesNotContain(Double.NaN);
      assertThat(BorchArray.wrap(draws.get("loc")).values()).hasSize(5).doesNotContain(Double.NaN);
      assertThat(draws.summary().toString()).contains("loc");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFitHasIt(Case row) {
    for (Posterior posterior : List.of(automatic(), normal())) {
      try (Fit fit =
          Infer.fit(row.model().withPosterior(posterior), Svi.defaults().withSteps(5), SEED)) {
        assertThat(fit.summary().toString()).contains("loc");
      }
    }
    assertThat(Infer.map(row.model(), Lbfgs.defaults(), SEED).toString()).isNotEmpty();
    assertThat(Infer.laplace(row.model(), Laplace.defaults(), SEED).toString()).isNotEmpty();
  }

  @Test
  void aSimplexOfOneElementIsTheConstantOne() {
    Model<Object, ?> model = new Case("", dirichlet(2.0)).model();

    Draws draws = Infer.sample(model, new Nuts(SHORT, 10), SEED);

    assertThat(BorchArray.wrap(draws.get("small")).values()).containsOnly(1);
  }

  @Test
  void aPlateTakesItsSizeFromItsDataAndZeroRowsGiveThePrior() {
    for (int rows : new int[] {0, 1, 4}) {
      Module<Object, NDArray> module =
          Module.of(
              (m, nothing) -> {
                NDArray loc = m.rv("loc", normal(2, 0.5));
                return m.plate("row").rv("y", normal(loc, 1));
              });
      Model<Object, ?> model =
          module.on().observe("y", BorchArray.of(new Shape(rows), new double[rows]));

      Draws draws = Infer.sample(model, Nuts.defaults().with(run -> run.withChains(1)), SEED);

      double mean =
          Arrays.stream(BorchArray.wrap(draws.get("loc")).values()).average().orElseThrow();
      // Normal prior of precision 4 and mean 2, n zeros of precision 1; error of 1000 draws.
      assertThat(mean).isCloseTo(8.0 / (4 + rows), org.assertj.core.api.Assertions.within(0.12));
    }
  }
}
