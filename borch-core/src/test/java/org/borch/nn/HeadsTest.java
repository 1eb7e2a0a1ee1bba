package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.logNormal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class HeadsTest {

  private static final Seed SEED = Seed.of(5);
  private static final BorchArray ONE = BorchArray.of(new double[][] {{0.3}, {-1.2}, {2}});
  private static final BorchArray TWO =
      BorchArray.of(new double[][] {{0.3, 1}, {-1.2, 0}, {2, -3}});

  /** A model whose network is the identity. */
  private static Trace draw(Head head, NDArray outputs) {
    Module<NDArray, NDArray> identity = Module.of((m, x) -> x);
    return Supervised.of(identity, head).on(outputs).samplePrior(SEED.at(1));
  }

  private static void requireSame(Trace draw, Distribution expected) {
    RandomVariable y = draw.get(Supervised.TARGET);
    assertThat(y.prior().batchShape()).isEqualTo(expected.batchShape());
    assertThat(y.prior().eventShape()).isEqualTo(expected.eventShape());
    NDArray value = expected.sample(Noise.of(SEED.at(2), DataType.FLOAT64), new Shape());
    assertThat(values(y.prior().logProb(value)))
        .containsExactly(values(expected.logProb(value)), within(1e-12));
  }

  @Test
  void knownFamiliesTakeTheirNaturalParameters() {
    NDArray row = ONE.squeeze(1);
    requireSame(draw(Heads.categorical(), TWO), Distributions.categoricalLogits(TWO));
    requireSame(draw(Heads.bernoulli(), ONE), Distributions.bernoulliLogits(row));
    requireSame(draw(Heads.poisson(), row), Distributions.poisson(ArrayMath.exp(row)));
    requireSame(draw(Heads.gaussian(0.2), ONE), Distributions.normal(row, 0.2));
    requireSame(draw(Heads.gaussian(0.2), TWO), Distributions.normal(TWO, 0.2).toEvent(1));
  }

  @Test
  void aLearnedNoiseIsAVariableOfTheModel() {
    Trace draw = draw(Heads.gaussian(logNormal(0, 1)), ONE);
    NDArray noise = draw.get(Heads.NOISE).value();
    assertThat(noise.getShape()).isEqualTo(new Shape());
    requireSame(draw, Distributions.normal(ONE.squeeze(1), noise));

    Trace heavy = draw(Heads.studentT(4, logNormal(0, 1)), ONE);
    NDArray scale = heavy.get(Heads.NOISE).value();
    requireSame(heavy, Distributions.studentT(4, ONE.squeeze(1), scale));
  }

  @Test
  void aScaleMayBeAnOutput() {
    NDArray scale = BorchArray.of(Math.log1p(Math.E), Math.log(2), Math.log1p(Math.exp(-3)));
    requireSame(
        draw(Heads.gaussianOfInput(), TWO),
        Distributions.normal(BorchArray.of(0.3, -1.2, 2), scale.add(1e-6)));
    double[] far = {0, -1e4};
    Trace draw = draw(Heads.gaussianOfInput(), BorchArray.of(new double[][] {far}));
    assertThat(values(draw.get("y").logPrior())[0]).isFinite();
  }

  @Test
  void aQuantileHeadsOutputIsThatQuantile() {
    for (double level : new double[] {0.05, 0.5, 0.9}) {
      Trace draw = draw(Heads.quantile(level, logNormal(0, 1)), ONE);
      NDArray below = draw.get("y").prior().cdf(ONE.squeeze(1));
      assertThat(values(below)).containsOnly(new double[] {level}, within(1e-12));
    }
  }

  @Test
  void outputsAreKeptByTheirName() {
    Trace draw = draw(Heads.gaussian(1), ONE);
    assertThat(values(draw.deterministics().get(Supervised.OUTPUT)))
        .containsExactly(values(ONE), within(0.0));
    assertThat(Supervised.of(new Linear(2, 1), Heads.bernoulli()).on(TWO).latentNames())
        .containsExactly("net.weight", "net.bias", "y");
  }

  @Test
  void badShapesAndNumbersAreRefusedInWords() {
    assertThatThrownBy(() -> draw(Heads.categorical(), ONE))
        .hasMessageContaining("outputs of shape (3, 1)")
        .hasMessageContaining("Heads.bernoulli()");
    assertThatThrownBy(() -> draw(Heads.gaussianOfInput(), ONE)).hasMessageContaining("[n, 2]");
    assertThatThrownBy(() -> draw(Heads.poisson(), ONE.expandDims(0)))
        .hasMessageContaining("expected [n], [n, 1] or [n, k]");
    assertThatThrownBy(() -> Heads.gaussian(0)).hasMessageContaining("gaussian head got 0.0");
    assertThatThrownBy(() -> Heads.quantile(1, logNormal(0, 1)))
        .hasMessageContaining("level = 1.0");
  }
}
