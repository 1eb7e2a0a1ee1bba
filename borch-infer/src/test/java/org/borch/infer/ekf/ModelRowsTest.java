package org.borch.infer.ekf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.StepData;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Run;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

/** Filters of a model's minibatches: a line with an unknown noise, and a second outcome. */
class ModelRowsTest {

  private static final int ROWS = 300;
  private static final Seed SEED = Seed.of(3);

  private static Module<NDArray, NDArray> module() {
    return Module.of(
        (m, in) -> {
          NDArray slope = m.rv("slope", normal(0, 1));
          NDArray noise = m.rv("noise", halfNormal(1));
          NDArray mean = in.mul(slope);
          m.plate("row").rv("positive", bernoulliLogits(mean));
          return m.plate("row").rv("y", normal(mean, noise));
        });
  }

  private static Model<NDArray, NDArray> model() {
    SplittableRandom random = new SplittableRandom(4);
    double[] x = random.doubles(ROWS, -2, 2).toArray();
    double[] y = Arrays.stream(x).map(each -> 1.5 * each + 0.5 * random.nextGaussian()).toArray();
    double[] positive =
        Arrays.stream(x)
            .map(each -> random.nextDouble() < 1 / (1 + Math.exp(-1.5 * each)) ? 1 : 0)
            .toArray();
    return module()
        .on(
            minibatches(BorchArray.of(x), 10)
                .plate("row")
                .observing("y", BorchArray.of(y))
                .observing("positive", BorchArray.of(positive)));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void theDensityIsPriorAndWeightedSumOfItsRows() {
    JointDensity density = JointDensity.of(model(), SEED);
    StepData data = density.data(Key.of(1));
    NDArray at = BorchArray.of(0.7, -0.2);
    NDArray other = BorchArray.of(0.9, -0.2);
    double rows = values(density.rows(other, data).sub(density.rows(at, data)).sum())[0];
    double prior = (0.7 * 0.7 - 0.9 * 0.9) / 2;
    double whole = values(density.value(other, data).sub(density.value(at, data)))[0];
    assertThat(density.rows(at, data).size()).isEqualTo(10);
    assertThat(whole).isCloseTo(prior + rows * ROWS / 10, within(1e-9));
  }

  @Test
  void anUpdateTakesTheRowsOfAModel() {
    JointDensity density = JointDensity.of(model(), SEED);
    EkfSteps filter = Ekf.defaults().withDense(true).on(density);
    StepData data = density.data(Key.of(1));
    NDArray at = BorchArray.of(0.7, -0.2);
    NDArray each = Autodiff.jacobian(p -> density.rows(p, data)).apply(at); // [n, d]
    NDArray precision =
        LinearAlgebra.transpose(each).matMul(each).add(LinearAlgebra.identity(2, filter.type()));
    FlatState state = filter.correct(filter.init(at), data).state();
    assertThat(values(state.array("covariance").matMul(precision)))
        .containsExactly(new double[] {1, 0, 0, 1}, within(1e-10));
  }

  @Test
  void aRunOnEveryBackEndComesToTheParameters() {
    Ekf settings = Ekf.defaults().withDense(true);
    Run run = Run.defaults().withChains(1).withSteps(60).withBurnIn(59).withProgress(false);
    double[] first = {};
    for (BackEnd backEnd : BackEnd.values()) {
      Draws draws =
          Infer.run(model(), density -> settings.on(density.withBackEnd(backEnd)), run, SEED);
      double[] found = {draws.values("slope")[0], draws.values("noise")[0]};
      first = first.length == 0 ? found : first;
      assertThat(found).containsExactly(first, within(1e-8));
      assertThat(found[0]).isCloseTo(1.5, within(0.2));
      assertThat(found[1]).isCloseTo(0.5, within(0.15));
    }
  }

  @Test
  void aModelOfAllDataHasNoRows() {
    Model<NDArray, NDArray> whole =
        module()
            .on(BorchArray.of(1, 2))
            .observe("y", BorchArray.of(1, 2))
            .observe("positive", BorchArray.of(1, 0));
    JointDensity density = JointDensity.of(whole, SEED);
    assertThatThrownBy(() -> Ekf.defaults().on(density))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected minibatches");
    assertThatThrownBy(() -> density.rows(BorchArray.of(0, 0), StepData.all()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected minibatches");
  }

  @Test
  void observationsOutsideOfThePlateHaveNoRows() {
    Module<NDArray, NDArray> total =
        Module.of(
            (m, in) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              m.plate("row").rv("y", normal(in.mul(slope), 1));
              return m.rv("total", normal(slope, 1));
            });
    Model<NDArray, NDArray> model =
        total
            .on(
                minibatches(BorchArray.of(1, 2, 3, 4), 2)
                    .plate("row")
                    .observing("y", BorchArray.of(1, 2, 3, 4)))
            .observe("total", 3);
    JointDensity density = JointDensity.of(model, SEED);
    assertThatThrownBy(() -> density.rows(BorchArray.of(0.5), density.data(Key.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("total: log likelihoods of shape ()");
  }
}
