package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class LinearTest {

  private static final Seed SEED = Seed.of(5);
  private static final BorchArray X = BorchArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void theOutputIsTheAffineMapOfTheDrawnWeights() {
    Trace draw = new Linear(3, 2).on(X).samplePrior(SEED.at(0));
    double[] w = values(draw.get("weight").value());
    double[] b = values(draw.get("bias").value());
    double[] y = values(draw.output(NDArray.class));
    double[][] x = {{1, 2, 3}, {4, 5, 6}};
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double expected = b[j];
        for (int k = 0; k < 3; k++) {
          expected += x[i][k] * w[3 * j + k];
        }
        assertThat(y[2 * i + j]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void inputsMayBeVectorsOrHaveSeveralBatchAxes() {
    Linear layer = new Linear(3, 2);
    assertThat(output(layer, BorchArray.of(1, 2, 3))).isEqualTo(new Shape(2));
    assertThat(output(layer, X.reshape(1, 2, 3))).isEqualTo(new Shape(1, 2, 2));
  }

  private static Shape output(Linear layer, NDArray x) {
    return layer.on(x).samplePrior(SEED.at(0)).output(NDArray.class).getShape();
  }

  @Test
  void f13TheBiasScaleFollowsTheLayersFanIn() {
    Trace draw = new Linear(100, 4).on(BorchArray.of(new double[100])).samplePrior(SEED.at(0));
    assertThat(scale(draw.get("bias").prior())).isEqualTo(0.1);
    assertThat(scale(draw.get("weight").prior())).isEqualTo(0.1);
    Trace xavier =
        new Linear(6, 2, Priors.xavier()).on(BorchArray.of(new double[6])).samplePrior(SEED.at(0));
    assertThat(scale(xavier.get("weight").prior())).isEqualTo(0.5);
  }

  @Test
  void tf3PriorsOfOtherFamiliesHaveADensityForEachWeight() {
    Prior[] priors = {
      Priors.laplace(0, 0.5),
      Priors.studentT(4, 0, 0.5),
      Priors.scaleMixture(0.25, 1, 0.05),
      Priors.kaiming(Math.sqrt(2))
    };
    for (Prior prior : priors) {
      Model<NDArray, NDArray> model =
          new Linear(3, 2, prior).on(X).withPosterior(Posteriors.normal());
      try (Params params = model.init(SEED)) {
        NDArray density = model.sample(params, SEED.at(0)).get("weight").logPrior();
        assertThat(density.getShape()).isEqualTo(new Shape(2, 3));
        assertThat(values(density)).doesNotContain(Double.NaN);
      }
    }
    double[] w = {0.1};
    double one = 0.25 * normal(w[0], 1) + 0.75 * normal(w[0], 0.05);
    Distribution mixture = Priors.scaleMixture(0.25, 1, 0.05).of(new Shape(1), 3, 2);
    assertThat(values(mixture.logProb(BorchArray.of(w)))[0])
        .isCloseTo(Math.log(one), within(1e-12));
  }

  private static double normal(double x, double sd) {
    return Math.exp(-x * x / (2 * sd * sd)) / (sd * Math.sqrt(2 * Math.PI));
  }

  private static double scale(Distribution prior) {
    return prior.parameters().get(1).value().number();
  }

  @Test
  void weightsAreDrawnOncePerDrawAndHaveApproximations() {
    Model<NDArray, NDArray> model = new Linear(3, 2).on(X).withPosterior(Posteriors.normal());
    try (Params params = model.init(SEED)) {
      assertThat(params.names())
          .containsExactly("weight|loc", "weight|log_scale", "bias|loc", "bias|log_scale");
      Trace draw = model.sample(params, SEED.at(0));
      assertThat(draw.get("weight").logPrior().getShape()).isEqualTo(new Shape(2, 3));
      assertThat(draw.get("weight").divergence()).isPresent();
    }
  }
}
