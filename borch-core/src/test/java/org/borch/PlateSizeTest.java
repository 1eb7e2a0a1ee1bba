package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A plate without a stated size has as many rows as what is bound to its variables. */
class PlateSizeTest {

  private static final Seed SEED = Seed.of(4);

  private static final Module<NDArray, NDArray> ONE =
      Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("mu", normal(0, 1)), 1)));

  private static final Module<NDArray, NDArray> TWO =
      Module.of(
          (m, x) -> {
            Plate schools = m.plate("school");
            NDArray theta = schools.rv("theta", normal(m.rv("mu", normal(0, 5)), 2));
            return schools.rv("y", normal(theta, 10));
          });

  @Test
  void dataOfAVariableGiveTheSize() {
    Model<NDArray, NDArray> model = ONE.on().observe("y", 1, 2, 3);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(model.sample(params, SEED.at(1)).get("y").logPrior().getShape())
          .isEqualTo(new Shape(3));
      assertThat(model.predict(params, SEED.at(1)).get("y").value().getShape())
          .isEqualTo(new Shape(3));
      assertThat(model.samplePrior(SEED.at(1)).get("y").value().getShape()).isEqualTo(new Shape(3));
    }
  }

  @Test
  void dataThatAreMetLaterGiveTheSizeToLatentsBefore() {
    Model<NDArray, NDArray> model = TWO.on().observe("y", 28, 8, -3, 7);
    assertThat(model.latents(SEED).get(1).shape()).isEqualTo(new Shape(4));
    try (Params params = model.withPosterior(Posteriors.normal()).init(SEED)) {
      assertThat(params.shape("theta|loc")).isEqualTo(new Shape(4));
    }
  }

  @Test
  void forcedAndReplayedValuesGiveTheSize() {
    NDArray y = BorchArray.of(1, 2);
    assertThat(ONE.on().intervene("y", y).samplePrior(SEED.key()).sites().get("y").value())
        .satisfies(value -> assertThat(values(value)).containsExactly(1, 2));
    NDArray mu = BorchArray.of(0.5).squeeze();
    assertThat(ONE.on().replay(Map.of("mu", mu, "y", y)).get("y").logPrior().getShape())
        .isEqualTo(new Shape(2));
  }

  @Test
  void aPriorsOwnRowsComeFirst() {
    Module<NDArray, NDArray> line =
        Module.of((m, x) -> m.plate("row").rv("y", normal(x.mul(m.rv("w", normal(0, 1))), 1)));
    Model<NDArray, NDArray> model = line.on(BorchArray.of(1, 2, 3)).observe("y", 1, 2, 3);
    try (Params params = model.init(SEED).seal();
        Scope scope = Scope.open()) {
      Trace there = model.on(BorchArray.of(1, 2)).predict(params, SEED.key());
      assertThat(there.get("y").value().getShape()).isEqualTo(new Shape(2));
    }
  }

  @Test
  void dataOfAnotherPlateAreNoGuess() {
    Module<NDArray, NDArray> groups =
        Module.of(
            (m, x) -> {
              NDArray level = m.plate("group").rv("level", normal(0, 1));
              return m.plate("row", 4).rv("y", normal(level.sum(), 1));
            });
    assertThatThrownBy(() -> groups.on().observe("y", 1, 2, 3, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("plate \"group\" of size unknown", "plate(\"group\", size)");
    assertThatThrownBy(() -> TWO.on().samplePrior(SEED.key()))
        .hasMessageContaining("plate \"school\" of size unknown");
  }

  @Test
  void zeroRowsGiveThePrior() {
    Module<NDArray, NDArray> sized =
        Module.of((m, x) -> m.plate("row", 0).rv("y", normal(m.rv("mu", normal(0, 1)), 1)));
    for (Module<NDArray, NDArray> module : java.util.List.of(sized, ONE)) {
      Model<NDArray, NDArray> model = module.on().observe("y", new double[0]);
      try (Params params = model.init(SEED);
          Scope scope = Scope.open()) {
        Trace draw = model.sample(params, SEED.at(1));
        assertThat(draw.get("y").logPrior().size()).isZero();
        double mu = values(draw.get("mu").value())[0];
        Trace replayed = model.replay(Map.of("mu", draw.get("mu").value()));
        assertThat(
                values(replayed.get("mu").logPrior())[0]
                    + values(replayed.get("y").logPrior().sum())[0])
            .isCloseTo(-0.5 * mu * mu - 0.5 * Math.log(2 * Math.PI), within(1e-12));
      }
    }
  }

  @Test
  void aPredictionForOneRowHasOneRowWhateverTheDataHad() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              return m.plate("row").rv("y", normal(x.mul(slope), 1));
            });
    Model<NDArray, NDArray> model = line.on(BorchArray.of(1, 2, 3)).observe("y", 1, 2, 3);
    Model<NDArray, NDArray> one = model.on(BorchArray.of(5));
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(one.predict(params, SEED.at(1)).get("y").value().getShape())
          .isEqualTo(new Shape(1));
      assertThat(
              one.predict(Map.of("slope", BorchArray.scalar(2, DataType.FLOAT64)), SEED.at(1))
                  .get("y")
                  .value()
                  .getShape())
          .isEqualTo(new Shape(1));
      // With the data's own input, one element stands for all rows.
      Model<NDArray, NDArray> shared = line.on(BorchArray.of(5)).observe("y", 1, 2, 3);
      assertThat(shared.predict(params, SEED.at(1)).get("y").value().getShape())
          .isEqualTo(new Shape(3));
    }
  }
}
