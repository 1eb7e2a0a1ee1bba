package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Module;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.diagnostics.Warning.Kind;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Info;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Slice;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class DrawsTest {

  private static final Nuts SHORT =
      Nuts.defaults().with(run -> run.withChains(2).withWarmup(150).withDraws(20));

  /** Mean over all chains; the standard error is that of the means of 100 batches. */
  private static void assertMean(double[][] chains, double expected, double referenceError) {
    int size = chains[0].length / 25;
    double[] means = new double[chains.length * 25];
    for (int i = 0; i < means.length; i++) {
      int from = i % 25 * size;
      means[i] = Arrays.stream(chains[i / 25], from, from + size).average().orElseThrow();
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double squares = Arrays.stream(means).map(each -> (each - mean) * (each - mean)).sum();
    double error = Math.sqrt(squares / (means.length - 1) / means.length);
    assertThat(mean).isCloseTo(expected, within(4 * Math.hypot(error, referenceError)));
  }

  @Test
  void eightSchoolsHasTheReferenceMeans() {
    Draws draws = Infer.sample(EightSchools.observed(), Nuts.defaults(), Seed.of(20));

    assertThat(draws.names()).containsExactly("mu", "tau", "z");
    assertThat(draws.shape("z")).isEqualTo(new Shape(8));
    assertThat(draws.get("z").getShape()).isEqualTo(new Shape(4, 1000, 8));
    // posteriordb, eight_schools_noncentered: mean and its error of 10,000 draws.
    assertMean(draws.element("mu"), 4.4105, 0.0330);
    assertMean(draws.element("tau"), 3.6021, 0.0319);
    assertThat(draws.chains().divergences()).isLessThan(20);
  }

  @Test
  void drawsAreTheConstrainedPositions() {
    Module<Double, NDArray> model =
        Module.of(
            (m, x) -> {
              NDArray scale = m.plate("group", 3).rv("scale", halfNormal(1));
              return m.rv("y", normal(x, scale.sum()));
            });
    Draws draws = Infer.sample(model.on(0.0).observe("y", 0.5), SHORT, Seed.of(2));
    Chains chains = draws.chains();
    double[] all = BorchArray.wrap(draws.get("scale")).values();

    for (int chain = 0; chain < 2; chain++) {
      for (int draw = 0; draw < 20; draw++) {
        for (int i = 0; i < 3; i++) {
          double expected = Math.exp(chains.position(chain, draw)[i]);
          assertThat(draws.element("scale", i)[chain][draw]).isCloseTo(expected, within(1e-13));
          assertThat(all[(chain * 20 + draw) * 3 + i]).isCloseTo(expected, within(1e-13));
        }
      }
    }
    assertThat(draws).hasToString("Draws of [scale]: 2 chains x 20 draws");
    assertThat(draws.tunings()).isEqualTo(chains.tunings());
    assertThatThrownBy(() -> draws.get("scales"))
        .hasMessageContaining("only the variables [scale]");
    assertThatThrownBy(() -> draws.element("scale", 3)).hasMessageContaining("scale[3]");
    assertThatThrownBy(() -> draws.element("scale")).hasMessageContaining("(3)");
  }

  @Test
  void sampleStatsAreThoseOfTheRun() {
    Draws draws = Infer.sample(EightSchools.observed(), SHORT.withMaxDepth(3), Seed.of(4));
    SampleStats stats = draws.stats();

    assertThat(stats.names())
        .containsExactly(
            "lp__",
            "accept_stat__",
            "stepsize__",
            "treedepth__",
            "n_leapfrog__",
            "divergent__",
            "energy__");
    long hits = 0;
    for (int chain = 0; chain < 2; chain++) {
      for (int draw = 0; draw < 20; draw++) {
        Info info = draws.chains().info(chain, draw);
        assertThat(stats.get("lp__")[chain][draw]).isEqualTo(info.logDensity());
        assertThat(stats.get("energy__")[chain][draw]).isEqualTo(info.energy());
        assertThat(stats.get("n_leapfrog__")[chain][draw]).isEqualTo(info.leapfrogs());
        hits += info.depth() == 3 ? 1 : 0;
      }
    }
    assertThat(stats.settings()).containsEntry("max_depth", "3").containsEntry("num_warmup", "150");
    assertThat(stats.depthHits()).isEqualTo(hits).isPositive();
    assertThat(stats.divergences()).isEqualTo(draws.chains().divergences());
    assertThatThrownBy(() -> stats.get("energy")).hasMessageContaining("energy__");
  }

  @Test
  void aSamplerWithoutTrajectoriesHasNoNumbersOfThem() {
    Slice slice = Slice.defaults().with(run -> run.withChains(2).withWarmup(50).withDraws(20));
    Draws draws = Infer.sample(EightSchools.observed(), slice, Seed.of(4));

    assertThat(draws.stats().names()).containsExactly("lp__", "accept_stat__", "stepsize__");
    assertThat(draws.stats().settings()).containsEntry("algorithm", "slice");
    assertThat(draws.warnings())
        .extracting(Warning::kind)
        .doesNotContain(Kind.E_BFMI, Kind.DIVERGENCES, Kind.TREE_DEPTH);
  }

  @Test
  void aModelWithoutAStartIsAnErrorThatNamesTheVariable() {
    Module<Double, NDArray> model =
        Module.of(
            (m, x) -> {
              NDArray level = m.rv("level", normal(0, 1));
              NDArray width = m.rv("width", normal(0, level.square().neg().sub(1)));
              return m.rv("y", normal(width, 1));
            });

    assertThatThrownBy(() -> Infer.sample(model.on(0.0).observe("y", 0.5), SHORT, Seed.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 starting points")
        .hasMessageContaining("log p is not finite for width");
  }

  @Test
  void aDiscreteLatentVariableWithoutEndIsRefusedByName() {
    Module<Double, NDArray> counts =
        Module.of((m, x) -> m.rv("y", normal(m.rv("count", poisson(3)), 1)));

    assertThatThrownBy(() -> Infer.sample(counts.on(0.0).observe("y", 0.5), SHORT, Seed.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count ~ Poisson: discrete and latent, but cannot be summed out");
  }
}
