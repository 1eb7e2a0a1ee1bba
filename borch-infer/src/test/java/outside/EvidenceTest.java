package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.evidence.BayesFactors;
import org.borch.infer.evidence.BridgeSampling;
import org.borch.infer.evidence.Evidence;
import org.borch.infer.evidence.ParallelTempering;
import org.borch.infer.evidence.Smc;
import org.borch.infer.evidence.Tempered;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models of the same numbers, compared by their evidence; by public types alone. */
class EvidenceTest {

  private static final double[] Y = {0.1, 1.2, 1.8, 3.3, 3.9};

  /** y = level + noise. */
  private static Model<?, ?> level() {
    Module<Integer, NDArray> model =
        Module.of((m, n) -> m.plate("row", n).rv("y", normal(m.rv("level", normal(2, 2)), 0.5)));
    return model.on(Y.length).observe("y", Y);
  }

  /** y = level + slope x + noise. */
  private static Model<?, ?> line() {
    Module<NDArray, NDArray> model =
        Module.of(
            (m, x) -> {
              NDArray level = m.rv("level", normal(2, 2));
              NDArray slope = m.rv("slope", normal(0, 1));
              return m.plate("row", Y.length).rv("y", normal(level.add(slope.mul(x)), 0.5));
            });
    return model.on(BorchArray.of(-2, -1, 0, 1, 2)).observe("y", Y);
  }

  // region smc
  static Tempered temper(Model<?, ?> model) {
    Smc settings = Smc.defaults().withChains(4).withParticles(500);
    Tempered result = Infer.temper(model, settings, Seed.of(1));
    Evidence evidence = result.evidence(); // logValue() and standardError()
    Draws draws = result.draws();
    System.out.println(evidence + "\n" + draws.summary());
    return result;
  }

  // endregion

  // region tempering
  static Tempered temper(Model<?, ?> model, int rungs) {
    ParallelTempering settings =
        ParallelTempering.defaults()
            .withRungs(rungs)
            .with(run -> run.withChains(2).withWarmup(300).withDraws(700));
    return Infer.temper(model, settings, Seed.of(1));
  }

  // endregion

  // region bridge
  static Evidence bridge(Model<?, ?> model, Nuts settings) {
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    return Infer.evidence(model, draws, BridgeSampling.defaults(), Seed.of(2));
  }

  // endregion

  // region factors
  static BayesFactors compare(Evidence level, Evidence line) {
    return BayesFactors.of(Map.of("level", level, "line", line));
  }

  // endregion

  @Test
  void theModelThatMadeTheDataIsTheMoreProbableOne() {
    Tempered line = temper(line());
    BayesFactors factors = compare(temper(level()).evidence(), line.evidence());

    assertThat(factors.rows().get(0).name()).isEqualTo("line");
    assertThat(factors.row("line").probability()).isGreaterThan(0.99);
    assertThat(line.draws().names()).containsExactly("level", "slope");
  }

  @Test
  void drawsOfAnotherSamplerSayTheSame() {
    Nuts settings = Nuts.defaults().with(run -> run.withWarmup(300).withDraws(500));
    Evidence bridge = bridge(line(), settings.with(run -> run.withProgress(false)));
    Evidence walk = temper(line()).evidence();

    assertThat(bridge.logValue() - walk.logValue())
        .isBetween(-4 * walk.standardError(), 4 * walk.standardError());
    assertThat(bridge.standardError()).isLessThan(0.02);
  }

  @Test
  void parallelTemperingSaysTheSame() {
    Evidence tempered = temper(line(), 5).evidence();
    Evidence walk = temper(line()).evidence();

    double error = Math.hypot(tempered.standardError(), walk.standardError());
    assertThat(tempered.logValue() - walk.logValue()).isBetween(-4 * error, 4 * error);
  }

  @Test
  void aWalkGoesOnAfterItsCheckpoint(@TempDir Path folder) {
    Path file = folder.resolve("walk");
    Smc settings = Smc.defaults().withChains(1).withParticles(50);
    Tempered whole =
        Infer.temper(line(), settings.withControl(c -> c.withCheckpoint(file, 20)), Seed.of(1));

    assertThat(Infer.resume(line(), settings, file).evidence()).isEqualTo(whole.evidence());
  }

  @Test
  void aRunOfParallelTemperingGoesOnAfterItsCheckpoint(@TempDir Path folder) {
    Path file = folder.resolve("ladder");
    ParallelTempering settings =
        ParallelTempering.defaults()
            .withRungs(3)
            .with(run -> run.withChains(1).withWarmup(30).withDraws(30).withProgress(false));
    Tempered whole =
        Infer.temper(line(), settings.with(run -> run.withCheckpoint(file, 20)), Seed.of(1));

    assertThat(Infer.resume(line(), settings, file).evidence()).isEqualTo(whole.evidence());
  }
}
