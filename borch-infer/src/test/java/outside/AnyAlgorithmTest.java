package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.borch.Batch;
import org.borch.Minibatches;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.Observations;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.draws.Draws;
import org.borch.infer.ekf.Ekf;
import org.borch.infer.ekf.EkfSteps;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Online;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.infer.sgmcmc.Sgld;
import org.borch.infer.vi.GaussianVi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** One density, and one algorithm after the other on it, as the page of that name shows. */
class AnyAlgorithmTest {

  private static final int ROWS = 400;
  private static final double SLOPE = 1.3;
  private static final double LEVEL = -0.4;
  private static final Seed SEED = Seed.of(2);

  private final BorchArray x;
  private final BorchArray y;

  AnyAlgorithmTest() {
    SplittableRandom random = new SplittableRandom(9);
    double[] inputs = random.doubles(ROWS, -1, 1).toArray();
    double[] outputs = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      outputs[i] = SLOPE * inputs[i] + LEVEL + 0.5 * random.nextGaussian();
    }
    x = BorchArray.of(inputs);
    y = BorchArray.of(outputs);
  }

  private Minibatches<NDArray> data() {
    return minibatches(x, 20).plate("row").observing("y", y);
  }

  private Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, in) -> {
              NDArray mean = in.mul(m.rv("slope", normal(0, 1))).add(m.rv("level", normal(0, 1)));
              return m.plate("row").rv("y", normal(mean, 0.5));
            });
    return line.on(data());
  }

  /** The posterior's deviations are about 0.04 and 0.025. */
  private static void requireFound(Draws draws, double tolerance) {
    assertThat(Diagnosis.of(draws.scalar("slope")).mean()).isCloseTo(SLOPE, within(tolerance));
    assertThat(Diagnosis.of(draws.scalar("level")).mean()).isCloseTo(LEVEL, within(tolerance));
  }

  @Test
  void oneLineIsAnotherAlgorithm() {
    Model<?, ?> model = model();
    // region swap
    Run run = Run.defaults().withSteps(6_000).withBurnIn(3_000).withProgress(false);
    Adam adam = Adam.defaults().withLearningRate(Schedule.cosine(0.05, 0, 3_000));

    Draws modes = Infer.run(model, Ascent.defaults().withOptimizer(adam)::on, run, SEED);
    Draws normal = Infer.run(model, GaussianVi.defaults().withOptimizer(adam)::on, run, SEED);
    Draws samples = Infer.run(model, Sgld.defaults().withStepSize(1e-3)::on, run, SEED);
    // endregion
    requireFound(modes, 0.15);
    requireFound(normal, 0.15);
    requireFound(samples, 0.15);
    assertThat(Diagnosis.of(normal.scalar("slope")).sd()).isCloseTo(0.043, within(0.01));
  }

  @Test
  void whatAChainHasComeToIsABelief() {
    Run run = Run.defaults().withChains(1).withSteps(3_000).withBurnIn(2_999).withProgress(false);
    // region belief
    JointDensity density = JointDensity.of(model(), SEED);
    GaussianVi settings = GaussianVi.defaults().withDense().withDraws(4);
    StepAlgorithm algorithm = settings.on(density);
    UnconstrainedDraws chains = ChainRun.begin(algorithm, run, SEED);
    FlatState end = algorithm.state(chains.states().get(0));

    Belief q = settings.belief(density, end.arrays());
    NDArray covariance = q.covariance();
    Draws draws = q.draws(density, 2_000, Key.of(1)); // in the variables' own coordinates
    // endregion
    assertThat(covariance.getShape()).isEqualTo(new Shape(2, 2));
    requireFound(draws, 0.15);
  }

  @Test
  void aLoopOfOnesOwnIsAFewLines() {
    JointDensity density = JointDensity.of(model(), SEED);
    // region loop
    StepAlgorithm algorithm = GaussianVi.defaults().on(density);
    FlatState state = algorithm.init(BorchArray.of(0, 0));
    for (int step = 0; step < 300; step++) {
      Key key = SEED.key().at(step);
      try (Scope scope = Scope.open()) {
        state = algorithm.update(state, algorithm.data(key), key).state().kept(scope);
      }
    }
    // endregion
    assertThat(state.step().value()).isEqualTo(300);
    assertThat(BorchArray.wrap(state.array("mean")).values()[0]).isGreaterThan(0.5);
  }

  @Test
  void aFilterTakesEachBatchOnce() throws InterruptedException {
    // region filter
    Map<String, Shape> parameters = new LinkedHashMap<>();
    parameters.put("slope", new Shape());
    parameters.put("level", new Shape());
    Observations<NDArray> rows =
        Observations.of(
            parameters,
            DataType.FLOAT64,
            data(),
            (at, batch) -> batch.input().mul(at.get("slope")).add(at.get("level")),
            (mean, batch) -> normal(mean, 0.5).logProb(batch.observed().get("y")));
    EkfSteps filter =
        Ekf.defaults()
            .withDense(true)
            .withCurvature(Ekf.Curvature.GAUSS_NEWTON)
            .withDrift(0.001)
            .on(rows);
    // endregion
    BlockingQueue<Batch<NDArray>> queue = new LinkedBlockingQueue<>();
    // region online
    Online online = Online.begin(filter, filter.init(BorchArray.of(0, 0)), SEED);
    Thread taking = new Thread(() -> online.follow(queue));
    taking.start();
    // endregion
    Minibatches<NDArray> epoch = data();
    for (int step = 0; step < ROWS / 20; step++) {
      queue.add(epoch.batch(SEED.key(), step));
    }
    while (online.state().step().value() < ROWS / 20) {
      Thread.sleep(1);
    }
    // region answer
    Belief now = filter.belief(online.state());
    NDArray slope = now.mean("slope");
    NDArray doubt = now.deviation("slope");
    // endregion
    taking.interrupt();
    taking.join();
    double deviation = BorchArray.wrap(doubt).values()[0];
    assertThat(BorchArray.wrap(slope).values()[0]).isCloseTo(SLOPE, within(4 * deviation));
    assertThat(deviation).isCloseTo(0.043, within(0.01));
  }

  @Test
  void aBeliefIsThePriorOfTheNextEpisode() {
    JointDensity density = JointDensity.of(model(), SEED);
    Belief belief =
        Belief.of(
            density.parameters(), BorchArray.of(0, 0), Spread.diagonal(BorchArray.of(-2.0, -2.0)));
    // region episodes
    LogPosterior next = belief.widened(0.1).asPriorOf(density);
    StepAlgorithm algorithm = GaussianVi.defaults().on(next);
    // endregion
    NDArray at = BorchArray.of(0.3, 0.1);
    NDArray here = next.value(at, next.data(Key.of(1)));
    double variance = Math.exp(-4) + 0.01;
    double weight = ROWS / 20.0;
    double prior = -(0.09 + 0.01) / 2 / variance - Math.log(2 * Math.PI * variance);
    NDArray rows = density.rows(at, next.data(Key.of(1)));
    double expected = BorchArray.wrap(rows.sum()).values()[0] * weight + prior;
    assertThat(BorchArray.wrap(here).values()[0]).isCloseTo(expected, within(1e-9));
    assertThat(algorithm.dimension()).isEqualTo(2);
  }
}
