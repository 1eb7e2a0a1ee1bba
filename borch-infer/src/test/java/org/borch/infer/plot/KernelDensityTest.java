package org.borch.infer.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Test;

class KernelDensityTest {

  private static final int N = 4000;

  private static double[] normal(int seed) {
    double[] values = new double[N];
    NoiseReader noise = new NoiseReader(Key.of(seed));
    noise.normal(values);
    return values;
  }

  private static double integral(KernelDensity density) {
    double[] x = density.points();
    double[] y = density.values();
    double sum = 0;
    for (int i = 1; i < x.length; i++) {
      sum += (y[i] + y[i - 1]) / 2 * (x[i] - x[i - 1]);
    }
    return sum;
  }

  /**
   * The integral of |estimate - truth|. A kernel estimate with the best bandwidth has about 1.1
   * n^(-2/5) for a normal law (Devroye and Györfi 1985): 0.04 for 4000 draws.
   */
  private static double distance(KernelDensity density, DoubleUnaryOperator truth) {
    double[] x = density.points();
    double[] y = density.values();
    double sum = 0;
    for (int i = 1; i < x.length; i++) {
      sum += Math.abs(y[i] - truth.applyAsDouble(x[i])) * (x[i] - x[i - 1]);
    }
    return sum;
  }

  private static double normalDensity(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void aNormalLawIsFound() {
    double[] draws = normal(1);
    double low = Arrays.stream(draws).min().orElseThrow();
    double high = Arrays.stream(draws).max().orElseThrow();
    KernelDensity density = KernelDensity.of(draws, low, high);

    assertThat(integral(density)).isBetween(0.999, 1.001);
    assertThat(distance(density, KernelDensityTest::normalDensity)).isLessThan(0.08);
  }

  @Test
  void aBoundIsNeitherCrossedNorRoundedOff() {
    double[] draws = Arrays.stream(normal(2)).map(Math::abs).toArray(); // density 0.8 at 0
    double low = Arrays.stream(draws).min().orElseThrow();
    double high = Arrays.stream(draws).max().orElseThrow();
    KernelDensity density = KernelDensity.of(draws, low, high);

    assertThat(density.points()[0]).isEqualTo(low);
    assertThat(density.values()[0]).isBetween(0.7, 0.9);
    assertThat(integral(density)).isBetween(0.999, 1.001);
    assertThat(distance(density, x -> 2 * normalDensity(x))).isLessThan(0.08);
  }

  @Test
  void modesAreKeptApart() {
    double[] draws = normal(3);
    for (int i = 0; i < N; i++) {
      draws[i] = 0.2 * draws[i] + (i % 2 == 0 ? -3 : 3);
    }
    KernelDensity density = KernelDensity.of(draws, -4, 4);
    DoubleUnaryOperator truth =
        x -> (normalDensity((x + 3) / 0.2) + normalDensity((x - 3) / 0.2)) / 0.4;

    assertThat(distance(density, truth)).isLessThan(0.12);
    assertThat(density.values()[density.values().length / 2]).isLessThan(1e-6);
  }

  @Test
  void drawsOutsideCountTowardsTheWhole() {
    double[] draws = normal(4);
    double inside = Arrays.stream(draws).filter(x -> Math.abs(x) <= 1).count() / (double) N;

    assertThat(integral(KernelDensity.of(draws, -1, 1))).isBetween(inside - 1e-3, inside + 1e-3);
  }

  @Test
  void chainsHaveOneBandwidthAndTheirOwnHeights() {
    double[][] chains = {normal(5), Arrays.copyOf(normal(6), N)};
    List<KernelDensity> both = KernelDensity.of(chains, -5, 5);
    List<KernelDensity> swapped = KernelDensity.of(new double[][] {chains[1], chains[0]}, -5, 5);

    assertThat(both.get(0).values()).containsExactly(swapped.get(1).values());
    assertThat(both.get(0).values()).isNotEqualTo(both.get(1).values());
  }

  @Test
  void aPointIsASpikeAndNotAnError() {
    double[] same = new double[100];
    KernelDensity density = KernelDensity.of(same, -1, 1);

    assertThat(Arrays.stream(density.values())).allMatch(Double::isFinite);
    assertThat(integral(density)).isBetween(0.99, 1.01);
  }
}
