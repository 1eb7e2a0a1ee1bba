package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Minibatches;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.curvature.ConjugateGradients;
import org.borch.infer.curvature.Linearised;
import org.borch.infer.curvature.RowCurvature;
import org.borch.infer.density.Observations;
import org.borch.infer.density.PartLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.laplace.BatchLaplace;
import org.borch.infer.laplace.BatchLaplaceSteps;
import org.borch.infer.laplace.LaplacePosterior;
import org.borch.infer.laplace.PrecisionTuning;
import org.borch.infer.laplace.TunedLaplace;
import org.borch.infer.optim.Adam;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Run;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A curve by a small network, and how sure it is, as the page of that name shows. */
class NetworkLaplaceTest {

  private static final int ROWS = 60;
  private static final Seed SEED = Seed.of(2);

  private static Minibatches<NDArray> data() {
    double[] x = new double[ROWS];
    Arrays.setAll(x, i -> -2 + 4.0 * i / (ROWS - 1));
    NDArray noise = Noise.of(Key.of(1), DataType.FLOAT64).normal(new Shape(ROWS, 1)).mul(0.2);
    NDArray input = BorchArray.of(x).reshape(ROWS, 1);
    return minibatches(input, 20).plate("row").observing("y", input.sin().add(noise));
  }

  private static Observations<NDArray> net() {
    // region network
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("hidden.weight", new Shape(8, 1));
    shapes.put("hidden.bias", new Shape(8));
    shapes.put("out.weight", new Shape(1, 8));
    shapes.put("out.bias", new Shape(1));
    Observations<NDArray> net =
        Observations.of(
                shapes,
                DataType.FLOAT64,
                data(),
                (at, rows) -> at.linear("out", at.linear("hidden", rows.input()).tanh()),
                (f, rows) -> normal(f, 0.3).logProb(rows.observed().get("y")).sum(new int[] {1}))
            .withPrior(
                at ->
                    at.values().stream()
                        .map(each -> normal(0, 1).logProb(each).sum())
                        .reduce(NDArray::add)
                        .orElseThrow());
    // endregion
    return net;
  }

  private static NDArray trained(Observations<NDArray> net) {
    Adam adam = Adam.defaults().withLearningRate(0.02);
    Run run = Run.defaults().withChains(1).withSteps(600).withBurnIn(599).withProgress(false);
    return BorchArray.of(
        ChainRun.begin(Ascent.defaults().withOptimizer(adam).on(net), run, SEED).position(0, 0));
  }

  @Test
  void aTrainedNetworkKnowsHowSureItIs() {
    Observations<NDArray> net = net();
    NDArray mode = trained(net);
    // region laplace
    BatchLaplaceSteps laplace =
        BatchLaplace.defaults()
            .withKronecker()
            .withCurvature(BatchLaplace.Curvature.GAUSS_NEWTON)
            .on(net, mode);
    FlatState state = laplace.init();
    for (int batch = 0; batch < 12; batch++) {
      Key key = SEED.key().at(batch);
      state = laplace.update(state, laplace.data(key), key).state();
    }
    LaplacePosterior posterior = laplace.posterior(state);
    Belief belief = posterior.belief();
    // endregion
    // region tuning
    PrecisionTuning tuning =
        PrecisionTuning.defaults().withGroups(PrecisionTuning.Groups.LAYERS).withDeclaredNoise(0.3);
    TunedLaplace tuned = posterior.tuned(tuning);
    double noise = tuned.noise();
    double evidence = tuned.logEvidence();
    // endregion
    StepData rows = net.data(Key.of(5));
    // region predict
    Linearised outputs = tuned.posterior().linearised(rows); // observations do not count
    NDArray mean = outputs.mean(); // [n, 1]
    NDArray variance = outputs.variance(); // of the curve; the noise comes on top
    NDArray curves = outputs.draws(Key.of(1), 100); // [100, n, 1]
    NDArray bent = tuned.posterior().outputs(rows, Key.of(1), 100); // by drawn weights
    // endregion
    assertThat(belief.mean("hidden.weight").getShape()).isEqualTo(new Shape(8, 1));
    assertThat(noise).isBetween(0.15, 0.3);
    assertThat(evidence).isGreaterThan(posterior.logEvidence());
    assertThat(mean.getShape()).isEqualTo(new Shape(20, 1));
    assertThat(BorchArray.wrap(variance.max()).values()[0]).isLessThan(0.1);
    assertThat(curves.getShape()).isEqualTo(bent.getShape());
  }

  @Test
  void aLastLayerIsApproximatedAlone() {
    Observations<NDArray> net = net();
    NDArray mode = trained(net);
    // region last
    PartLikelihood last = net.only(name -> name.startsWith("out."), mode);
    BatchLaplaceSteps laplace = BatchLaplace.defaults().withDense().on(last, last.point());
    // endregion
    FlatState state = laplace.init();
    state = laplace.update(state, net.data(Key.of(1)), Key.of(1)).state();
    assertThat(laplace.posterior(state).belief().covariance().getShape())
        .isEqualTo(new Shape(9, 9));
  }

  @Test
  void curvatureIsADiagonalAMatrixOrProducts() {
    Observations<NDArray> net = net();
    NDArray at = trained(net);
    StepData rows = net.data(Key.of(1));
    // region curvature
    RowCurvature fisher = RowCurvature.empiricalFisher(net, at, rows);
    NDArray diagonal = fisher.diagonal();
    NDArray matrix = RowCurvature.gaussNewton(net, at, rows).dense();
    NDArray gradient = fisher.gradient();
    ConjugateGradients.Solution step =
        ConjugateGradients.defaults()
            .withDamping(1)
            .solve(
                v -> fisher.times(v.expandDims(1)).flatten(),
                gradient,
                r -> r.div(diagonal.add(1)));
    // endregion
    NDArray back = LinearAlgebra.matVec(fisher.dense(), step.x()).add(step.x()).sub(gradient);
    assertThat(step.converged()).isTrue();
    assertThat(BorchArray.wrap(back.square().sum().sqrt()).values()[0]).isLessThan(1e-5);
    assertThat(matrix.getShape()).isEqualTo(new Shape(25, 25));
  }
}
