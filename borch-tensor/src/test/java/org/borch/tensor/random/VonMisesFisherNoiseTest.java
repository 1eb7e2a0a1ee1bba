package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.borch.tensor.number.BesselI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VonMisesFisherNoiseTest {

  private static final int N = 100_000;
  private static final Key KEY = Seed.of(7).key();

  private static double[] draw(int dim, double concentration) {
    VonMisesFisherNoise noise = new VonMisesFisherNoise(dim, KEY.bits());
    double[] draws = new double[N];
    Arrays.setAll(draws, i -> noise.sample(i, concentration));
    return draws;
  }

  /** In three dimensions the distance is exponential, cut off at 2. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.7, 12, 1e4, 1e12})
  void onTheSphereTheDistanceIsATruncatedExponential(double concentration) {
    double all = Math.expm1(-2 * concentration);
    assertThat(
            GoodnessOfFit.kolmogorovSmirnov(
                draw(3, concentration), h -> Math.expm1(-concentration * h) / all))
        .isGreaterThan(GoodnessOfFit.LEVEL);
  }

  /** E[cos] = A(κ) and E[cos²] = 1 - (d-1) A(κ)/κ. */
  @ParameterizedTest
  @CsvSource({"2, 0.5", "2, 40", "4, 3", "9, 1", "9, 200", "60, 30"})
  void theCosineHasItsMoments(int dim, double concentration) {
    double[] cosines = Arrays.stream(draw(dim, concentration)).map(h -> 1 - h).toArray();
    double mean = BesselI.ratio(dim / 2.0 - 1, concentration);
    assertThat(GoodnessOfFit.momentError(cosines, 1, mean)).isBetween(-4.0, 4.0);
    assertThat(GoodnessOfFit.momentError(cosines, 2, 1 - (dim - 1) * mean / concentration))
        .isBetween(-4.0, 4.0);
  }

  @Test
  void withoutConcentrationDirectionsAreUniform() {
    assertThat(GoodnessOfFit.kolmogorovSmirnov(draw(3, 0), h -> h / 2))
        .isGreaterThan(GoodnessOfFit.LEVEL);
  }

  @Test
  void whatIsNoConcentrationGivesNan() {
    VonMisesFisherNoise noise = new VonMisesFisherNoise(3, KEY.bits());
    assertThat(noise.sample(0, -1)).isNaN();
    assertThat(noise.sample(0, Double.POSITIVE_INFINITY)).isNaN();
    assertThat(noise.sample(0, Double.NaN)).isNaN();
  }
}
