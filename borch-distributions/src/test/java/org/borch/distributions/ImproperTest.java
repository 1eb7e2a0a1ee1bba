package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.restricted;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Priors whose mass is not 1; what they share with distributions is in the table of cases. */
class ImproperTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void flatHasTheDensityOneInsideItsBounds() {
    BorchArray x = BorchArray.of(-3.0, 0.5, 7);

    assertThat(values(flat().logProb(x))).containsExactly(0, 0, 0);
    assertThat(values(halfFlat().logProb(x))).containsExactly(-INFINITY, 0, 0);
    assertThat(values(flat(-INFINITY, 0.5).logProb(x))).containsExactly(0, -INFINITY, -INFINITY);
    assertThat(values(flat(-3, BorchArray.of(1.0, 0, 9)).logProb(x)))
        .containsExactly(0, -INFINITY, 0);
  }

  @Test
  void flatHasTheSupportOfItsBounds() {
    Operand three = Operand.of(3);

    assertThat(flat().support()).isEqualTo(Constraints.real());
    assertThat(halfFlat().support()).isEqualTo(Constraints.positive());
    assertThat(flat(-INFINITY, 3).support()).isEqualTo(Constraints.lessThan(three));
    assertThat(flat(0, 3).support()).isEqualTo(Constraints.interval(Operand.of(0), three));
  }

  @Test
  void anInfiniteBoundStaysOneAmongArrays() {
    Distribution many = halfFlat().expand(new Shape(4)).in(DataType.FLOAT64);
    NDArray x = many.sample(Noise.of(Seed.of(1).key(), DataType.FLOAT64));

    assertThat(many.batchShape()).isEqualTo(new Shape(4));
    assertThat(Arrays.stream(values(x))).hasSize(4).allMatch(v -> v > 0 && Double.isFinite(v));
  }

  @Test
  void restrictedHasTheBasesDensityInsideTheSet() {
    Distribution base = normal(BorchArray.of(3.0, 10), 1);
    Distribution ordered = restricted(base, Constraints.positiveOrdered());
    BorchArray inside = BorchArray.of(2.5, 10.2);

    assertThat(ordered.eventShape()).isEqualTo(new Shape(2));
    assertThat(values(ordered.logProb(inside)))
        .containsExactly(values(base.logProb(inside).sum())[0]);
    assertThat(values(ordered.logProb(BorchArray.of(10.2, 2.5)))).containsExactly(-INFINITY);
    assertThat(values(ordered.logProb(BorchArray.of(-0.1, 2.5)))).containsExactly(-INFINITY);
  }

  @Test
  void onlyContinuousDistributionsAreRestricted() {
    assertThatThrownBy(() -> restricted(poisson(3), Constraints.positive()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Poisson")
        .hasMessageContaining("expected a continuous distribution");
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
