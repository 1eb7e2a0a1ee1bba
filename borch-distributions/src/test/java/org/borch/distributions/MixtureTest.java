package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Test;

/** What is special about mixtures; the rest is in the table of cases. */
class MixtureTest {

  @Test
  void componentsOfEachRowShareTheWeights() {
    BorchArray locs = BorchArray.of(new double[][] {{0, 5}, {1, 6}, {2, 7}});
    Mixture rows = mixture(categorical(0.25, 0.75), normal(locs, 1));
    Mixture second = mixture(categorical(0.25, 0.75), normal(BorchArray.of(1.0, 6), 1));

    assertThat(rows.batchShape()).isEqualTo(new Shape(3));
    assertThat(BorchArray.wrap(rows.logProb(BorchArray.of(0.5, 2, 4))).values()[1])
        .isEqualTo(BorchArray.wrap(second.logProb(BorchArray.of(2.0))).values()[0]);
  }

  @Test
  void asManyComponentsAsWeightsAreNeeded() {
    assertThatThrownBy(() -> mixture(categorical(1, 1), normal(BorchArray.of(0.0, 1, 2), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 weights")
        .hasMessageContaining("(3)");
  }

  @Test
  void componentsWithEdgesOfTheirOwnAreRefused() {
    assertThatThrownBy(() -> mixture(categorical(1, 1), uniform(BorchArray.of(0.0, 1), 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Uniform")
        .hasMessageContaining("does not depend on the arguments");
  }

  /** The squares of the means are 1e6, in which 0.01 has no digits in single precision. */
  @Test
  void theVarianceOfNearbyComponentsFarFromZeroDoesNotCancel() {
    NDArray locs = BorchArray.of(999.9, 1000.1).toType(DataType.FLOAT32, false);
    NDArray variance = mixture(categorical(1, 1), normal(locs, 0.1)).variance();

    assertThat(BorchArray.wrap(variance).values()[0]).isCloseTo(0.02, within(1e-5));
  }
}
