package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.censored;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.weibull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.WeibullDistribution;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Censored values have mass at the bounds, which no contract of densities covers. */
class CensoredTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final WeibullDistribution WEIBULL = WeibullDistribution.of(1.3, 2);

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aValueAtABoundCountsWithTheProbabilityBeyondIt() {
    Distribution d = censored(weibull(2, 1.3), 0.5, 3);

    assertThat(values(d.logProb(BorchArray.of(0.5, 1.1, 3))))
        .containsExactly(
            new double[] {
              Math.log(WEIBULL.cumulativeProbability(0.5)),
              WEIBULL.logDensity(1.1),
              Math.log(WEIBULL.survivalProbability(3))
            },
            within(1e-12));
    assertThat(values(d.logProb(BorchArray.of(Double.NaN)))).containsExactly(Double.NaN);
  }

  @Test
  void boundsDifferFromRowToRowAndOneMayBeInfinite() {
    Distribution d = censored(weibull(2, 1.3), -INFINITY, BorchArray.of(1, 2, 3));

    assertThat(d.batchShape()).isEqualTo(new Shape(3));
    assertThat(values(d.logProb(BorchArray.of(1, 1.5, 3))))
        .containsExactly(
            new double[] {
              Math.log(WEIBULL.survivalProbability(1)),
              WEIBULL.logDensity(1.5),
              Math.log(WEIBULL.survivalProbability(3))
            },
            within(1e-12));
  }

  @Test
  void countsKeepTheMassOfTheBoundItself() {
    Distribution d = censored(poisson(3.5), 2, 6);
    NDArray counts = BorchArray.of(2, 3, 4, 5, 6);

    double sum = Arrays.stream(values(ArrayMath.exp(d.logProb(counts)))).sum();

    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(values(d.cdf(BorchArray.of(1, 4, 6)))[1])
        .isCloseTo(values(poisson(3.5).cdf(BorchArray.of(4.0)))[0], within(1e-15));
    assertThat(values(d.survival(BorchArray.of(1, 6)))).containsExactly(1, 0);
  }

  @Test
  void drawsAreAtTheBoundsAsOftenAsTheirProbability() {
    Distribution d = censored(weibull(2, 1.3), 0.5, 3);
    int n = 20_000;
    double[] x = values(d.sample(noise(), new Shape(n)));

    double low = Arrays.stream(x).filter(v -> v == 0.5).count() / (double) n;
    double p = WEIBULL.cumulativeProbability(0.5);

    assertThat(low).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / n)));
    assertThat(values(d.support().check(BorchArray.of(x)))).containsOnly(1);
    assertThat(values(d.cdf(BorchArray.of(0.4, 1, 3))))
        .containsExactly(new double[] {0, WEIBULL.cumulativeProbability(1), 1}, within(1e-12));
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    Distribution d = censored(weibull(2, 1.3), 0.5, 3);
    NDArray x = BorchArray.of(0.5, 1.1, 2.2, 3);
    List<NDArray> at =
        IntStream.range(2, 4)
            .mapToObj(i -> d.parameters().get(i).value().as(DataType.FLOAT64))
            .toList();

    FiniteDifferences.assertGradient(
        p -> {
          Operand low = Operand.of(0.5);
          Operand high = Operand.of(3);
          return d.withParameters(List.of(low, high, Operand.of(p.get(0)), Operand.of(p.get(1))))
              .logProb(x)
              .sum();
        },
        at);
  }

  @Test
  void vectorsAndCrossedBoundsAreRefused() {
    assertThatThrownBy(() -> censored(dirichlet(1, 2), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "censored(base, low, high) got Dirichlet, expected a distribution of single numbers"
                + " with a cdf");
    assertThatThrownBy(() -> censored(weibull(2, 1), 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got high = 1.0, expected in [3, Infinity]");
  }

  @Test
  void itsPartsCanBeSeenAndExpanded() {
    Distribution d = censored(weibull(2, 1.3), 0.5, INFINITY);

    assertThat(d.toString()).startsWith("Censored(low=0.5, high=Infinity, Weibull(");
    assertThat(((Censored) d).base().name()).isEqualTo("Weibull");
    assertThat(d.expand(new Shape(2)).sample(noise()).getShape()).isEqualTo(new Shape(2));
    assertThat(d.rsample(noise()).getShape()).isEqualTo(new Shape());
  }

  private static Noise noise() {
    return Noise.of(Seed.of(3).key(), DataType.FLOAT64);
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(ArrayMath.cast(x, DataType.FLOAT64)).values();
  }
}
