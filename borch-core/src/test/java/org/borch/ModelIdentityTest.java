package org.borch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What a model says of itself without a run, and the data that it simulates. */
class ModelIdentityTest {

  /** A level, and rows around it. */
  private static final class Levels extends Module<NDArray, NDArray> {
    private final int rows;

    Levels(int rows) {
      this.rows = rows;
    }

    @Override
    protected NDArray forward(NDArray input) {
      NDArray level = rv("level", normal(0, 10));
      return plate("row", rows).rv("y", normal(level, 0.001));
    }
  }

  private static Model<NDArray, NDArray> model() {
    return new Levels(3).on().withPosterior(Posteriors.normal());
  }

  private static Model<NDArray, NDArray> observed() {
    return model().observe("y", 1, 2, 3);
  }

  @Test
  void parametersFitTheSameModelWithAndWithoutItsData() {
    ModelIdentity saved = observed().identity();
    assertThat(saved.observed()).containsExactly("y");
    assertThat(saved.fault(observed().identity())).isEmpty();
    assertThat(saved.fault(model().identity())).isEmpty();
    assertThat(saved.fault(model().awaiting(List.of("y")).identity())).isEmpty();
  }

  @Test
  void anotherPosteriorViewOrDataIsAFaultThatSaysWhatToDo() {
    Model<NDArray, NDArray> fewer =
        new Levels(2).on().withPosterior(Posteriors.normal()).observe("y", 1, 2);
    ModelIdentity saved = observed().identity();
    assertThat(saved.fault(observed().withPosterior(Posteriors.automatic()).identity()))
        .hasValueSatisfying(
            fault ->
                assertThat(fault)
                    .contains("posterior normal()")
                    .contains("posterior automatic()")
                    .contains("model.withPosterior"));
    assertThat(saved.fault(observed().decentred("level").identity()))
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("no decentred level").contains("model.decentred"));
    assertThat(saved.fault(fewer.identity()))
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("data y (3)").contains("data y (2)"));
    assertThat(saved.fault(TestModels.eightSchools().identity()))
        .hasValueSatisfying(fault -> assertThat(fault).contains("saved from a model with"));
  }

  @Test
  void simulatedDataFollowTheGivenValues() {
    Map<String, NDArray> level = Map.of("level", BorchArray.scalar(4, DataType.FLOAT64));
    NDArray y = requireNonNull(model().simulate(level, Seed.of(1)).get("y"));
    NDArray again = requireNonNull(model().simulate(level, Seed.of(1)).get("y"));
    // Three rows of sd 0.001: 6 standard deviations.
    assertThat(values(y)).containsExactly(new double[] {4, 4, 4}, within(0.006));
    assertThat(values(again)).isEqualTo(values(y));
  }
}
