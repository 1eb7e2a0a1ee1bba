package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.draws.Draws;
import org.borch.infer.files.CmdStanCsv;
import org.borch.infer.files.Npz;
import org.borch.infer.joint.ArrayDensity;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.plot.Plots;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.Stop;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's own algorithm and sampler get from the library, seen from outside of it. */
class OwnAlgorithmTest {

  private static final Seed SEED = Seed.of(12);
  private static final GuidedWalk WALK = new GuidedWalk(1.5, 1);
  private static final Run SHORT =
      Run.defaults().withSteps(900).withBurnIn(300).withThinning(4).withProgress(false);

  @TempDir private Path directory;

  /** Independent normals with means 1 and -2, standard deviations 1 and 3. */
  private static LogDensity density() {
    BorchArray mean = BorchArray.of(1, -2);
    BorchArray sd = BorchArray.of(1, 3);
    return ArrayDensity.of(2, x -> x.sub(mean).div(sd).square().sum().mul(-0.5));
  }

  private static Model<?, ?> model() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray scale = m.rv("scale", halfNormal(2));
              return m.rv("y", normal(m.rv("mu", normal(0, 3)), scale));
            });
    return module.on(0.0).observe("y", 1.5);
  }

  private static Run stopped(Run run, int steps) {
    AtomicInteger asked = new AtomicInteger(-steps);
    return run.withStop(() -> asked.getAndIncrement() > 0);
  }

  private static void assertSame(UnconstrainedDraws actual, UnconstrainedDraws expected) {
    assertThat(Arrays.deepEquals(actual.positions(), expected.positions())).isTrue();
    for (int chain = 0; chain < expected.chains(); chain++) {
      assertThat(actual.infos(chain)).isEqualTo(expected.infos(chain));
    }
  }

  @Test
  void fourChainsFindTheMomentsOfTheirDensity() {
    Run run = SHORT.withSteps(60_000).withBurnIn(2_000).withThinning(20);
    UnconstrainedDraws draws = ChainRun.begin(WALK.on(density()), run, SEED);
    assertThat(draws.chains()).isEqualTo(4);
    for (int i = 0; i < 2; i++) {
      Diagnosis found = Diagnosis.of(draws.coordinate(i));
      assertThat(found.mean()).isCloseTo(i == 0 ? 1 : -2, within(4 * found.mcseMean()));
      assertThat(found.sd()).isCloseTo(i == 0 ? 1 : 3, within(4 * found.mcseSd()));
    }
  }

  @Test
  void blocksThreadsAndOtherChainsChangeNoBit() {
    UnconstrainedDraws whole = ChainRun.begin(WALK.on(density()), SHORT, SEED);
    Algorithm blocks = new GuidedWalk(1.5, 64).on(density());
    assertSame(ChainRun.begin(blocks, SHORT.withThreads(3), SEED), whole);
    UnconstrainedDraws alone = ChainRun.begin(blocks, SHORT.withChains(1), SEED);
    assertThat(alone.positions()[0]).isDeepEqualTo(whole.positions()[0]);
    assertThat(whole.stop()).isEqualTo(new Stop.Completed(4 * 900));
  }

  @Test
  void aRunThatIsStoppedAnywhereHasTheDrawsOfOneThatIsNot() {
    UnconstrainedDraws whole = ChainRun.begin(WALK.on(density()), SHORT, SEED);
    for (int block : new int[] {1, 64}) {
      Algorithm algorithm = new GuidedWalk(1.5, block).on(density());
      for (int steps : new int[] {330, 403, 850}) {
        Path file = directory.resolve(block + "-" + steps + ".json");
        Run saving = SHORT.withCheckpoint(file, 150).withThreads(1);
        UnconstrainedDraws part =
            ChainRun.begin(algorithm, stopped(saving, 4 * steps / block), SEED);
        assertThat(part.stop()).isInstanceOf(Stop.Requested.class);
        assertThat(part.draws()).isBetween(1, 149);
        assertSame(ChainRun.resume(algorithm, SHORT, SavedChains.load(file)), whole);
      }
    }
  }

  @Test
  void statesAreKeptInTheirOwnTypes() {
    UnconstrainedDraws draws = ChainRun.begin(WALK.on(density()), SHORT, SEED);
    assertThat(draws.states()).hasSize(4);
    BorchArray accepted = draws.states().get(3).array("accepted");
    assertThat(accepted.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(accepted.values()[0] / 900)
        .isCloseTo(draws.info(3, 149).get("accepted_share__"), within(1e-6));
  }

  // ---- another process

  private static void inAnotherProcess(String what, Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Interrupted.class.getName(),
                what,
                file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Makes about half of a run, saves it and ends. */
  static final class Interrupted {

    static Barker sampler() {
      return new Barker(Sampling.defaults(), 0.9)
          .with(run -> run.withWarmup(200).withDraws(60).withProgress(false));
    }

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[1]);
      Run half = stopped(SHORT.withCheckpoint(file, 100), 4 * 500);
      if (arguments[0].equals("walk")) {
        ChainRun.begin(WALK.on(density()), half, SEED);
      } else {
        sampler().with(run -> run.withControl(half.control())).sample(density(), SEED);
      }
    }
  }

  @Test
  void anotherProcessGoesOnToTheSameBits() throws Exception {
    Path file = directory.resolve("walk.json");
    inAnotherProcess("walk", file);
    UnconstrainedDraws whole = ChainRun.begin(WALK.on(density()), SHORT, SEED);
    assertSame(ChainRun.resume(WALK.on(density()), SHORT, SavedChains.load(file)), whole);
  }

  @Test
  void aSamplerThatStatesItsSettingsGoesOnInAnotherProcess() throws Exception {
    Path file = directory.resolve("barker.json");
    inAnotherProcess("barker", file);
    Barker sampler = Interrupted.sampler();
    Chains whole = sampler.sample(density(), SEED);
    Chains resumed = sampler.resume(density(), file);
    assertSame(resumed.unconstrained(), whole.unconstrained());
    assertThat(resumed.tunings()).isEqualTo(whole.tunings());
    assertThat(resumed.divergences()).isZero();
    Barker other = new Barker(sampler.sampling(), 0.8);
    assertThatThrownBy(() -> other.resume(density(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining("algorithm.sampler.shrink = 0.9, got 0.8");
  }

  @Test
  void anOwnSamplersStepSizeAdaptsToItsOwnAcceptance() {
    Chains chains =
        new Barker(Sampling.defaults(), 1)
            .with(run -> run.withTargetAcceptance(0.6).withProgress(false))
            .sample(density(), SEED);
    double mean =
        Arrays.stream(chains.unconstrained().column("accept_stat__"))
            .flatMapToDouble(Arrays::stream)
            .average()
            .orElseThrow();
    assertThat(mean)
        .isCloseTo(0.6, within(0.1)); // what dual averaging leaves after its last window
    Diagnosis found = Diagnosis.of(chains.coordinate(1));
    assertThat(found.mean()).isCloseTo(-2, within(4 * found.mcseMean()));
  }

  @Test
  void otherSettingsAreRefusedWithNameAndBothValues() {
    Path file = directory.resolve("run.json");
    ChainRun.begin(WALK.on(density()), SHORT.withCheckpoint(file, 1_000), SEED);
    SavedChains saved = SavedChains.load(file);
    assertRefused(
        new GuidedWalk(2, 1).on(density()),
        SHORT,
        saved,
        "algorithm.settings.width = 1.5, got 2.0");
    assertRefused(WALK.on(density()), SHORT.withThinning(2), saved, "run.thinning = 4, got 2");
    assertRefused(WALK.on(density()), SHORT.withBurnIn(299), saved, "run.burnIn = 300, got 299");
    LogDensity renamed = ArrayDensity.of(3, x -> x.square().sum().neg());
    assertRefused(WALK.on(renamed), SHORT, saved, "variables = [x(2)], got [x(3)]");
    UnconstrainedDraws longer =
        ChainRun.resume(new GuidedWalk(1.5, 7).on(density()), SHORT.withSteps(1200), saved);
    assertThat(longer.draws()).isEqualTo(225);
  }

  private static void assertRefused(Algorithm given, Run run, SavedChains saved, String message) {
    assertThatThrownBy(() -> ChainRun.resume(given, run, saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aClassThatStatesNothingIsRefusedBeforeItsFileCouldMislead() {
    Algorithm silent =
        new Algorithm() {
          @Override
          public int dimension() {
            return 2;
          }

          @Override
          public Chain chain(int number, Key key) {
            return WALK.on(density()).chain(number, key);
          }
        };
    Path file = directory.resolve("silent.json");
    assertThat(ChainRun.begin(silent, SHORT, SEED).draws()).isEqualTo(150);
    assertThatThrownBy(() -> ChainRun.begin(silent, SHORT.withCheckpoint(file, 100), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("let it implement Stated.stated()");
    assertThat(file).doesNotExist();
  }

  // ---- files, summaries and plots know the algorithm's own columns

  // region run
  private static Draws walk(Model<?, ?> model, Path file) {
    Run run = Run.defaults().withSteps(900).withBurnIn(300).withThinning(4);
    return Infer.run(model, WALK::on, run.withCheckpoint(file, 100), SEED);
  }

  private static Draws goOn(Model<?, ?> model, Path file) {
    Run longer = Run.defaults().withSteps(1_500).withBurnIn(300).withThinning(4);
    return Infer.resume(model, WALK::on, longer, file);
  }

  // endregion

  @Test
  void aFinishedRunBecomesALongerOne() {
    Path file = directory.resolve("longer.json");
    assertThat(walk(model(), file).drawCount()).isEqualTo(150);
    Draws longer = Infer.run(model(), WALK::on, SHORT.withSteps(1_500), SEED);
    assertThat(goOn(model(), file).scalar("mu")).isDeepEqualTo(longer.scalar("mu"));
  }

  @Test
  void theAlgorithmsOwnColumnsAreInStatsAndFiles() {
    Draws draws = Infer.run(model(), WALK::on, SHORT, SEED);
    assertThat(draws.stats().names()).isEqualTo(GuidedWalk.COLUMNS);
    assertThat(draws.stats().get("turned__"))
        .isDeepEqualTo(draws.unconstrained().column("turned__"));
    assertThat(draws.stats().divergences()).isZero();
    assertThat(draws.tunings(Tuning.class)).isEmpty();

    Draws csv = CmdStanCsv.read(CmdStanCsv.write(draws, directory.resolve("walk.csv")));
    Path npz = directory.resolve("walk.npz");
    Npz.write(draws, npz);
    for (Draws read : new Draws[] {csv, Npz.read(npz)}) {
      assertThat(read.stats().names()).containsExactlyElementsOf(GuidedWalk.COLUMNS);
      for (String name : GuidedWalk.COLUMNS) {
        assertThat(read.stats().get(name)).isDeepEqualTo(draws.stats().get(name));
      }
      assertThat(read.stats().settings()).containsEntry("algorithm", "guided_walk");
      assertThat(read.scalar("scale")).isDeepEqualTo(draws.scalar("scale"));
      assertThat(read.summary().row("mu").mean()).isEqualTo(draws.summary().row("mu").mean());
    }
  }

  @Test
  void warningsAndPlotsLiveWithoutTrajectories() {
    Draws draws = Infer.run(model(), WALK::on, SHORT, SEED);
    assertThat(draws.warnings())
        .extracting(Warning::kind)
        .doesNotContain(Warning.Kind.DIVERGENCES, Warning.Kind.TREE_DEPTH, Warning.Kind.E_BFMI);
    assertThat(Plots.trace(draws, "mu")).isNotNull();
    assertThatThrownBy(() -> Plots.energy(draws))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("energy__");
  }

  @Test
  void aModelsRunGoesOnAfterItsCheckpoint() {
    Path file = directory.resolve("model.json");
    Draws whole = Infer.run(model(), WALK::on, SHORT, SEED);
    Infer.run(model(), WALK::on, stopped(SHORT.withCheckpoint(file, 50), 4 * 600), SEED);
    Draws resumed = Infer.resume(model(), WALK::on, SHORT, file);
    assertThat(resumed.scalar("mu")).isDeepEqualTo(whole.scalar("mu"));
    assertThat(resumed.scalar("scale")).isDeepEqualTo(whole.scalar("scale"));
  }
}
