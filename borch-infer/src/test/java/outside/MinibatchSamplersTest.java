package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.run.Averaged;
import org.borch.infer.run.Run;
import org.borch.infer.sgmcmc.Baoa;
import org.borch.infer.sgmcmc.ControlVariates;
import org.borch.infer.sgmcmc.Cycles;
import org.borch.infer.sgmcmc.Sghmc;
import org.borch.infer.sgmcmc.Sgld;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Samplers on a model's minibatches, as a user's own code has them. */
class MinibatchSamplersTest {

  private static final int ROWS = 100;
  private static final Seed SEED = Seed.of(4);
  private static final double[] NUMBERS =
      new SplittableRandom(6).doubles(ROWS, -1, 3).map(x -> 1.5 * x).toArray();

  /** The mean of 100 numbers with known scale: its posterior is normal. */
  private static Model<?, ?> model(int batch) {
    Module<NDArray, NDArray> mean =
        Module.of((m, scale) -> m.plate("row").rv("y", normal(m.rv("mean", normal(0, 1)), scale)));
    NDArray scales = BorchArray.full(new Shape(ROWS), 2, DataType.FLOAT64);
    return mean.on(minibatches(scales, batch).plate("row").observing("y", BorchArray.of(NUMBERS)));
  }

  private static Model<?, ?> wholeModel() {
    Module<NDArray, NDArray> mean =
        Module.of((m, scale) -> m.plate("row").rv("y", normal(m.rv("mean", normal(0, 1)), scale)));
    return mean.on(BorchArray.full(new Shape(ROWS), 2, DataType.FLOAT64))
        .observe("y", BorchArray.of(NUMBERS));
  }

  private static Run run() {
    return Run.defaults().withSteps(6_000).withBurnIn(1_000).withProgress(false);
  }

  private static void requirePosterior(Draws draws, double errorOfSd) {
    double precision = 1 + ROWS / 4.0;
    double sum = 0;
    for (double each : NUMBERS) {
      sum += each / 4;
    }
    Diagnosis found = Diagnosis.of(draws.scalar("mean"));
    assertThat(found.mean()).isCloseTo(sum / precision, within(5 * found.mcseMean()));
    double sd = 1 / Math.sqrt(precision);
    assertThat(found.sd()).isCloseTo(sd, within(4 * found.mcseSd() + errorOfSd * sd));
  }

  @Test
  void anotherSamplerIsAnotherLine() {
    Model<?, ?> model = model(20);
    Run run = run();
    // region swap
    Draws plain = Infer.run(model, Sgld.defaults().withStepSize(5e-3)::on, run, SEED);
    Sghmc heavy = Sghmc.defaults().withStepSize(0.02).withFriction(10);
    Draws withMomenta = Infer.run(model, heavy::on, run, SEED);
    Baoa split = Baoa.defaults().withStepSize(0.05).withFriction(10);
    Draws withLittleError = Infer.run(model, split::on, run, SEED);
    // endregion
    requirePosterior(plain, 0.1);
    requirePosterior(withMomenta, 0.1);
    requirePosterior(withLittleError, 0.15);
  }

  @Test
  void controlVariatesAreADensity() {
    Model<?, ?> model = model(10);
    Model<?, ?> whole = wholeModel();
    Run run = run();
    // region control
    double[] mode = Infer.map(whole, Lbfgs.defaults().withJacobian(true), SEED).point();
    LogPosterior all = JointDensity.of(whole, SEED);
    Sgld settings = Sgld.defaults().withStepSize(5e-3);
    Draws draws =
        Infer.run(model, density -> settings.on(ControlVariates.of(density, all, mode)), run, SEED);
    // endregion
    requirePosterior(draws, 0.03);
  }

  @Test
  void cyclesKeepTheirSamplingParts() {
    Model<?, ?> model = model(20);
    // region cycles
    Cycles cycles = Cycles.of(500).withExploring(250);
    Sgld settings =
        Sgld.defaults().withStepSize(cycles.stepSize(0.02)).withTemperature(cycles.temperature(1));
    Run run = cycles.keeping(Run.defaults().withSteps(20_000).withBurnIn(0).withThinning(5));
    Draws draws = Infer.run(model, settings::on, run.withProgress(false), SEED);
    // endregion
    assertThat(draws.scalar("mean")).hasDimensions(4, 40 * 50);
    requirePosterior(draws, 0.25);
  }

  @Test
  void averagesOfAllPositionsComeBesideTheDraws() {
    Model<?, ?> model = model(20);
    Run run = run();
    // region average
    Baoa settings = Baoa.defaults().withStepSize(0.05).withFriction(10);
    Draws draws =
        Infer.run(model, density -> Averaged.from(1_000).of(settings.on(density)), run, SEED);
    double[][] averages = Averaged.averages(draws.unconstrained()); // of each chain
    // endregion
    double[] kept = draws.scalar("mean")[0];
    assertThat(averages[0][0]).isCloseTo(Arrays.stream(kept).average().orElseThrow(), within(1e-9));
  }
}
