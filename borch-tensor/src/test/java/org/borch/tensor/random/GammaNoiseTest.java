package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.borch.tensor.number.GammaDerivative;
import org.borch.tensor.number.SpecialFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GammaNoiseTest {

  private static final int N = 200_000;
  private static final Key KEY = Seed.of(7).key();

  /** Golden: these bits must be the same on every machine and JVM. */
  @Test
  void bitsAreTheSameForEver() {
    GammaNoise noise = new GammaNoise(KEY.bits());
    assertThat(noise.sample(0, 2.5)).isEqualTo(0x1.85d8ac26b4c16p2);
    assertThat(noise.sample(127, 2.5)).isEqualTo(0x1.11b7bff622e32p0);
    assertThat(noise.sample(0, 0.1)).isEqualTo(0x1.ceae32efd7da4p-4);
    assertThat(noise.sample(299, 0.1)).isEqualTo(0x1.15ba34fa23008p-17);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 0.3, 1, 2.5, 30, 1e4})
  void elementsFollowTheDistribution(double concentration) {
    double[] draws = draw(KEY, concentration);
    GammaDistribution exact = GammaDistribution.of(concentration, 1);
    assertThat(GoodnessOfFit.kolmogorovSmirnov(draws, exact::cumulativeProbability))
        .isGreaterThan(GoodnessOfFit.LEVEL);
    double moment = 1;
    for (int power = 1; power <= 4; power++) {
      moment *= concentration + power - 1;
      assertThat(GoodnessOfFit.momentError(draws, power, moment))
          .as("moment %d", power)
          .isBetween(-4.0, 4.0);
    }
  }

  /** Nearly all of these numbers lie below the smallest double. */
  @Test
  void logarithmsOfTinyConcentrationsDoNotUnderflow() {
    GammaNoise noise = new GammaNoise(KEY.bits());
    double[] logs = IntStream.range(0, N).mapToDouble(i -> noise.log(i, 1e-4)).toArray();
    assertThat(Arrays.stream(logs).allMatch(Double::isFinite)).isTrue();
    // P(X <= x) = x^a / gamma(a + 1) (1 - a x / (a + 1) + ...): the first term for x < 1e-4.
    double logScale = SpecialFunctions.logGamma(1 + 1e-4);
    GammaDistribution exact = GammaDistribution.of(1e-4, 1);
    assertThat(
            GoodnessOfFit.kolmogorovSmirnov(
                logs,
                log ->
                    log < Math.log(1e-4)
                        ? Math.exp(1e-4 * log - logScale)
                        : exact.cumulativeProbability(Math.exp(log))))
        .isGreaterThan(GoodnessOfFit.LEVEL);
  }

  @Test
  void logarithmsAgreeWithTheSamples() {
    GammaNoise noise = new GammaNoise(KEY.bits());
    for (double concentration : new double[] {0.5, 1, 40}) {
      for (int i = 0; i < 100; i++) {
        assertThat(Math.exp(noise.log(i, concentration)) / noise.sample(i, concentration))
            .isBetween(1 - 1e-13, 1 + 1e-13);
      }
    }
  }

  @Test
  void samplesStayInsideTheSupport() {
    GammaNoise noise = new GammaNoise(KEY.bits());
    float[] tiny = new float[1000];
    Arrays.fill(tiny, 1e-3f);
    float[] out = new float[1000];
    noise.fill(tiny, out);
    for (int i = 0; i < 1000; i++) {
      assertThat(noise.sample(i, 1e-5)).isGreaterThanOrEqualTo(Double.MIN_NORMAL);
      assertThat(out[i]).isEqualTo(Math.max(Float.MIN_NORMAL, (float) noise.sample(i, 1e-3f)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void otherConcentrationsGiveNaN(double concentration) {
    assertThat(new GammaNoise(1).sample(0, concentration)).isNaN();
    assertThat(new GammaNoise(1).log(0, concentration)).isNaN();
  }

  @Test
  void neighbouringElementsAndSiblingKeysAreUncorrelated() {
    double[] zero = Arrays.stream(draw(KEY.at(0), 2)).map(x -> x - 2).toArray();
    double[] one = Arrays.stream(draw(KEY.at(1), 2)).map(x -> x - 2).toArray();
    assertThat(GoodnessOfFit.correlationError(zero, one)).isBetween(-4.0, 4.0);
    assertThat(
            GoodnessOfFit.correlationError(
                Arrays.copyOf(zero, N - 1), Arrays.copyOfRange(zero, 1, N)))
        .isBetween(-4.0, 4.0);
  }

  private static double[] draw(Key key, double concentration) {
    double[] concentrations = new double[N];
    Arrays.fill(concentrations, concentration);
    double[] out = new double[N];
    new GammaNoise(key.bits()).fill(concentrations, out);
    return out;
  }

  /** The mean of x is a, so the mean of dx/da is 1. */
  @Test
  void itsDerivativeHasMeanOneOverTheSamples() {
    GammaNoise noise = new GammaNoise(Seed.of(7).key().bits());
    for (double a : new double[] {0.01, 0.5, 3, 100}) {
      double[] slopes = new double[100_000];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = GammaDerivative.at(a, noise.sample(i, a));
      }
      assertThat(GoodnessOfFit.momentError(slopes, 1, 1)).isBetween(-4.0, 4.0);
    }
  }
}
