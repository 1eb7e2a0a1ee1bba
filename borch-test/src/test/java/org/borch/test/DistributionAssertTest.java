package org.borch.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.exponential;
import static org.borch.distributions.Distributions.normal;
import static org.borch.test.BorchAssertions.assertThat;
import static org.borch.test.DrawsAssertTest.refuses;

import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class DistributionAssertTest {

  private static final Seed SEED = Seed.of(3);

  @Test
  void aRightDistributionPasses() {
    assertThat(normal(BorchArray.of(0, 5), 2).toEvent(1)).hasBatchShape().hasEventShape(2);
    assertThat(normal(1, 2))
        .hasLogProb(3, -0.5 - Math.log(2) - 0.5 * Math.log(2 * Math.PI))
        .hasInterval(0.95, -2.92, 4.92, 0.3, 20_000, SEED);
    assertThat(exponential(2)).supports(0.5).doesNotSupport(-1).hasDrawsLikeItsMoments(2000, SEED);
    assertThat(normal(BorchArray.of(0, 5), 2)).hasDrawsLikeItsMoments(1000, SEED);
  }

  @Test
  void anotherOneFails() {
    refuses(() -> assertThat(normal(1, 2)).hasBatchShape(2), "batch has another shape");
    refuses(() -> assertThat(normal(1, 2)).hasEventShape(2), "event has another shape");
    refuses(() -> assertThat(normal(1, 2.4)).hasLogProb(3, -2.112), "parameterisation");
    refuses(() -> assertThat(exponential(2)).supports(-1), "inside", "another support");
    refuses(
        () -> assertThat(normal(1, 2.4)).hasInterval(0.95, -2.92, 4.92, 0.3, 20_000, SEED),
        "2.5 % quantile");
    assertThatThrownBy(() -> assertThat(normal(0, 1)).hasDrawsLikeItsMoments(9, SEED))
        .hasMessageContaining("at least 100");
  }

  @Test
  void anArrayIsJudged() {
    BorchArray array = BorchArray.of(new Shape(1, 3), new double[] {1, 2, 0.5});
    assertThat(array).hasShape(1, 3).isFinite().hasValues(1e-9, 1, 2, 0.5);
    assertThat(array).isIn(exponential(1).support());
    refuses(() -> assertThat(array).hasShape(3), "axes in another order");
    refuses(() -> assertThat(array).hasValues(1e-3, 1, 2, 0.6), "element 2");
    refuses(() -> assertThat(array).hasValues(1e-3, 1), "another size");
    refuses(() -> assertThat(array.neg()).isIn(exponential(1).support()), "3 of 3", "outside");
    refuses(() -> assertThat(BorchArray.of(Double.NaN, 1)).isFinite(), "NaN at place 0");
  }
}
