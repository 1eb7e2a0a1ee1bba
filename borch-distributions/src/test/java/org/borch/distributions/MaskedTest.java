package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliStraightThrough;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.masked;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.oneHotCategoricalStraightThrough;
import static org.borch.distributions.Distributions.relaxedBernoulli;
import static org.borch.distributions.Distributions.relaxedOneHotCategorical;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that do not count, and draws whose derivatives are those of others. */
class MaskedTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final BorchArray MASK =
      BorchArray.of(new Shape(3), new boolean[] {true, false, true});

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Noise noise() {
    return Noise.of(Seed.of(3).key(), DataType.FLOAT64);
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }

  @Test
  void rowsThatAreLeftOutSayNothingWhateverTheirValue() {
    Masked d = masked(gamma(2, BorchArray.of(1, 2, 3)), MASK);
    NDArray x = BorchArray.of(0.5, Double.NaN, -1);
    double first = values(gamma(2, 1).logProb(BorchArray.of(0.5)))[0];

    assertThat(values(d.logProb(x))).containsExactly(first, 0, -INFINITY);
    assertThat(values(d.logProbInside(BorchArray.of(0.5, Double.NaN, 0.5)))[1]).isZero();
  }

  @Test
  void theirDerivativesAreZero() {
    UnaryOperator<NDArray> density =
        rate -> masked(gamma(2, rate), MASK).logProb(BorchArray.of(0.5, Double.NaN, 0.5)).sum();
    double[] slope = values(Autodiff.grad(density::apply).apply(BorchArray.of(1, 2, 3)));

    assertThat(slope[0]).isEqualTo(2 / 1.0 - 0.5);
    assertThat(slope[1]).isZero();
    assertThat(slope[2]).isEqualTo(2 / 3.0 - 0.5);
  }

  @Test
  void aMaskOfMoreRowsMakesABatchAndMayBeOfNumbers() {
    Masked numbers = masked(normal(0, 1), BorchArray.of(1, 0, 2));
    Masked vectors = masked(dirichlet(1, 2), MASK);

    assertThat(numbers.batchShape()).isEqualTo(new Shape(3));
    assertThat(values(numbers.logProb(BorchArray.of(1, 1, 1)))[1]).isZero();
    assertThat(vectors.sample(noise()).getShape()).isEqualTo(new Shape(3, 2));
    assertThat(values(vectors.logProb(BorchArray.of(new double[][] {{0.5, 0.5}, {7, 8}, {1, 1}}))))
        .containsExactly(values(dirichlet(1, 2).logProb(BorchArray.of(0.5, 0.5)))[0], 0, -INFINITY);
  }

  @Test
  void straightThroughDrawsHaveTheDerivativesOfTheRelaxedOnes() {
    UnaryOperator<NDArray> hard =
        l -> bernoulliStraightThrough(0.7, l).rsample(noise(), new Shape(20)).sum();
    UnaryOperator<NDArray> soft = l -> relaxed(l);
    NDArray at = BorchArray.of(0.3, -1);

    assertThat(values(Autodiff.grad(hard::apply).apply(at)))
        .containsExactly(values(Autodiff.grad(soft::apply).apply(at)), within(1e-13));
  }

  private static NDArray relaxed(NDArray l) {
    return relaxedBernoulli(0.7, l).rsample(noise(), new Shape(20)).sum();
  }

  @Test
  void straightThroughClassesHaveTheDerivativesOfTheRelaxedOnes() {
    NDArray weights = BorchArray.of(1, -2, 5);
    UnaryOperator<NDArray> hard =
        l ->
            oneHotCategoricalStraightThrough(0.7, l)
                .rsample(noise(), new Shape(20))
                .mul(weights)
                .sum();
    UnaryOperator<NDArray> soft =
        l -> relaxedOneHotCategorical(0.7, l).rsample(noise(), new Shape(20)).mul(weights).sum();
    NDArray at = BorchArray.of(0.3, -1, 0.5);

    assertThat(values(Autodiff.grad(hard::apply).apply(at)))
        .containsExactly(values(Autodiff.grad(soft::apply).apply(at)), within(1e-13));
  }
}
