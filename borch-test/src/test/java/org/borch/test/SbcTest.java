package org.borch.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.test.BorchAssertions.assertThat;
import static org.borch.test.DrawsAssertTest.refuses;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SbcTest {

  private static final Seed SEED = Seed.of(5);

  /** Exact for normal posteriors. */
  private static final Engine LAPLACE = Engine.of(Laplace.defaults(), 31);

  private static final Engine NUTS =
      Engine.of(
          Nuts.defaults()
              .with(run -> run.withChains(1).withThreads(1).withWarmup(150).withDraws(124)));

  @Test
  void nutsIsCalibratedOnAConjugateModel() {
    assertThat(Sbc.run(Cases.conjugate(), NUTS, 40, SEED)).isCalibrated(0.001);
  }

  @Test
  @Tag("slow")
  void nutsIsCalibratedInManyReplicates() {
    assertThat(Sbc.run(Cases.centred(), NUTS, 640, SEED)).isCalibrated(0.001);
  }

  /** In the model the level's prior counts twice for the posterior, once for the simulation. */
  @Test
  void aPriorThatCountsTwiceIsFound() {
    Sbc sbc = Sbc.run(Cases.priorTwice(4), LAPLACE, 150, SEED);
    refuses(() -> assertThat(sbc).isCalibrated(0.001), "not calibrated", "coverage", "look at");
  }

  /** Draws of the prior have uniform ranks; only the log density shows them. */
  @Test
  void dataThatAreIgnoredAreFound() {
    Engine prior = (model, seed) -> Predictive.prior(model, 31, seed).only("level").draws();
    Sbc sbc = Sbc.run(Cases.conjugate(), prior, 60, SEED);
    assertThat(sbc.pValue("level")).isGreaterThan(0.001);
    refuses(() -> assertThat(sbc).isCalibrated(0.001), "log density", "ignored");
  }

  @Test
  void aBiasAndASpreadAreTold() {
    Engine moved = (model, seed) -> changed(LAPLACE.draws(model, seed), 1, 0.5);
    refuses(
        () -> assertThat(Sbc.run(Cases.conjugate(), moved, 60, SEED)).isCalibrated(0.001), "bias");
    Engine narrow = (model, seed) -> changed(LAPLACE.draws(model, seed), 0.3, 0);
    refuses(
        () -> assertThat(Sbc.run(Cases.conjugate(), narrow, 60, SEED)).isCalibrated(0.001),
        "spread too little");
  }

  /** Draws drawn together around their mean and moved. */
  private static Draws changed(Draws draws, double scale, double shift) {
    NDArray level = draws.get("level");
    double mean = Estimates.mean(draws.scalar("level"));
    return Draws.of(Map.of("level", level.sub(mean).mul(scale).add(mean + shift)));
  }

  @Test
  void resultsAreATableAndAPlot() {
    Sbc sbc = Sbc.run(Cases.conjugate(), LAPLACE, 20, SEED);
    assertThat(sbc.names()).containsExactly("level", Sbc.LOG_DENSITY);
    assertThat(Arrays.stream(sbc.ranks("level")))
        .hasSize(20)
        .allMatch(rank -> rank >= 0 && rank < 32);
    assertThat(sbc.ranks("level"))
        .isEqualTo(Sbc.run(Cases.conjugate(), LAPLACE, 20, SEED).ranks("level"));
    assertThat(sbc.toString()).contains("20 replicates", "level", "coverage of 50 %");
    assertThat(sbc.ecdf("level").chart().getSeriesMap()).containsKey("data");
    assertThatThrownBy(() -> sbc.ranks("z")).hasMessageContaining("was not ranked");
    assertThatThrownBy(() -> Sbc.run(Cases.conjugate(), LAPLACE, 3, SEED))
        .hasMessageContaining("at least 10");
    Engine few = Engine.of(Laplace.defaults(), 5);
    assertThatThrownBy(() -> Sbc.run(Cases.conjugate(), few, 10, SEED))
        .hasMessageContaining("31 draws");
  }
}
