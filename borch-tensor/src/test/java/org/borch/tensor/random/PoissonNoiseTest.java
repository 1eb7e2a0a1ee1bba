package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonNoiseTest {

  private static final int N = 200_000;
  private static final Key KEY = Seed.of(7).key();

  /** Golden: these bits must be the same on every machine and JVM. */
  @Test
  void countsAreTheSameForEver() {
    PoissonNoise noise = new PoissonNoise(KEY.bits());
    assertThat(new double[] {noise.sample(0, 3), noise.sample(127, 3), noise.sample(128, 3)})
        .containsExactly(5, 1, 9);
    assertThat(new double[] {noise.sample(0, 1e4), noise.sample(127, 1e4), noise.sample(299, 1e4)})
        .containsExactly(10126, 10121, 9841);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 3, 9.99, 10, 12, 50, 1e4})
  void countsFollowTheDistribution(double rate) {
    double[] draws = draw(rate);
    PoissonDistribution exact = PoissonDistribution.of(rate);
    double[] counts = new double[(int) Arrays.stream(draws).max().orElseThrow() + 1];
    for (double x : draws) {
      counts[(int) x]++;
    }
    assertThat(GoodnessOfFit.chiSquared(counts, exact::probability))
        .isGreaterThan(GoodnessOfFit.LEVEL);
    double[] moments = {
      rate,
      rate + rate * rate,
      rate + 3 * rate * rate + Math.pow(rate, 3),
      rate + 7 * rate * rate + 6 * Math.pow(rate, 3) + Math.pow(rate, 4)
    };
    for (int power = 1; power <= 4; power++) {
      assertThat(GoodnessOfFit.momentError(draws, power, moments[power - 1]))
          .as("moment %d", power)
          .isBetween(-4.0, 4.0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e8, 1e12})
  void hugeRatesKeepMeanAndVariance(double rate) {
    double[] scaled = Arrays.stream(draw(rate)).map(x -> (x - rate) / Math.sqrt(rate)).toArray();
    assertThat(GoodnessOfFit.momentError(scaled, 1, 0)).isBetween(-4.0, 4.0);
    assertThat(GoodnessOfFit.momentError(scaled, 2, 1)).isBetween(-4.0, 4.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 15.5, 100, 1e4, 1e6})
  void logMassIsTheExactOne(double rate) {
    for (double z : new double[] {-3, -1, 0, 1, 5, 20}) {
      int count = (int) Math.max(0, rate + z * Math.sqrt(rate));
      double exact = PoissonDistribution.of(rate).logProbability(count);
      assertThat(PoissonNoise.logMass(count, rate) - exact)
          .isBetween(-1e-9 * Math.abs(exact), 1e-9 * Math.abs(exact));
    }
  }

  @Test
  void rateZeroGivesZeroAndInvalidRatesNaN() {
    PoissonNoise noise = new PoissonNoise(KEY.bits());
    assertThat(noise.sample(0, 0)).isZero();
    assertThat(noise.sample(0, -1)).isNaN();
    assertThat(noise.sample(0, Double.NaN)).isNaN();
    assertThat(noise.sample(0, Double.POSITIVE_INFINITY)).isNaN();
  }

  @Test
  void floatCountsAreTheDoubleOnes() {
    float[] rates = {0.5f, 3, 20, 1e4f};
    float[] out = new float[4];
    PoissonNoise noise = new PoissonNoise(KEY.bits());
    noise.fill(rates, out);
    for (int i = 0; i < 4; i++) {
      assertThat(out[i]).isEqualTo((float) noise.sample(i, rates[i]));
    }
  }

  private static double[] draw(double rate) {
    double[] rates = new double[N];
    Arrays.fill(rates, rate);
    double[] out = new double[N];
    new PoissonNoise(KEY.bits()).fill(rates, out);
    return out;
  }
}
