package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockNoiseTest {

  private static final int N = 200_000;
  private static final Key KEY = Seed.of(7).key();

  /** The kinds of block noise, with their distribution function and raw moments. */
  enum Kind {
    UNIFORM(UniformNoise::ofDoubles, x -> x, 0.5, 1.0 / 3, 0.25, 0.2),
    NORMAL(NormalNoise::new, NormalDistribution.of(0, 1)::cumulativeProbability, 0, 1, 0, 3),
    EXPONENTIAL(
        ExponentialNoise::new, ExponentialDistribution.of(1)::cumulativeProbability, 1, 2, 6, 24);

    final LongFunction<BlockNoise> noise;
    final DoubleUnaryOperator cdf;
    final double[] moments;

    Kind(LongFunction<BlockNoise> noise, DoubleUnaryOperator cdf, double... moments) {
      this.noise = noise;
      this.cdf = cdf;
      this.moments = moments;
    }

    double[] draw(Key key, int n) {
      double[] out = new double[n];
      noise.apply(key.bits()).fill(out);
      return out;
    }

    double[] centred(Key key, int n) {
      return Arrays.stream(draw(key, n)).map(x -> x - moments[0]).toArray();
    }
  }

  /** Golden: these bits must be the same on every machine and JVM. */
  @Test
  void bitsAreTheSameForEver() {
    double[] uniform = Kind.UNIFORM.draw(KEY, 300);
    double[] normal = Kind.NORMAL.draw(KEY, 300);
    double[] exponential = Kind.EXPONENTIAL.draw(KEY, 300);
    int[] at = {0, 127, 128, 299};
    assertThat(pick(uniform, at))
        .containsExactly(
            0x1.5bcc8d47a5e97p-1, 0x1.3a8c1fba52d77p-1, 0x1.e264392188daep-2, 0x1.0e29a8d28570ep-2);
    assertThat(pick(normal, at))
        .containsExactly(
            -0x1.86c0c85710276p-3,
            0x1.22e66d51c34c6p0,
            -0x1.db1bb9c72b5fbp0,
            -0x1.5049ab352e29ep-2);
    assertThat(pick(exponential, at))
        .containsExactly(
            0x1.e5cedd2f80063p-5, 0x1.9d079d20f2271p-3, 0x1.aba2adb352052p-2, 0x1.3cff820da0eabp0);
  }

  private static double[] pick(double[] from, int... at) {
    return IntStream.of(at).mapToDouble(i -> from[i]).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void anElementDoesNotDependOnTheLengthOrTheSlice(Kind kind) {
    double[] all = kind.draw(KEY, 1500);
    for (int n : new int[] {0, 1, 2, 127, 128, 129, 255, 256, 257, 1000}) {
      assertThat(kind.draw(KEY, n)).containsExactly(Arrays.copyOf(all, n));
    }
    for (int first : new int[] {1, 100, 128, 200, 256, 700}) {
      double[] out = new double[500];
      kind.noise.apply(KEY.bits()).fill(first, out, 3, 490);
      assertThat(Arrays.copyOfRange(out, 3, 490))
          .containsExactly(Arrays.copyOfRange(all, first, first + 487));
      assertThat(out[2]).isZero();
      assertThat(out[490]).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneInstanceFillsSlicesInAnyOrder(Kind kind) {
    double[] all = kind.draw(KEY, 1500);
    double[] out = new double[1500];
    BlockNoise noise = kind.noise.apply(KEY.bits());
    for (int[] slice : new int[][] {{700, 703}, {0, 10}, {703, 1500}, {200, 700}, {10, 200}}) {
      noise.fill(slice[0], out, slice[0], slice[1]);
    }
    assertThat(out).containsExactly(all);
  }

  @Test
  void floatsAreTheRoundedDoubles() {
    float[] normal = new float[1000];
    float[] exponential = new float[1000];
    float[] uniform = new float[1000];
    new NormalNoise(KEY.bits()).fill(normal);
    new ExponentialNoise(KEY.bits()).fill(exponential);
    UniformNoise.ofFloats(KEY.bits()).fill(uniform);
    for (int i = 0; i < 1000; i++) {
      assertThat(normal[i]).isEqualTo((float) Kind.NORMAL.draw(KEY, 1000)[i]);
      assertThat(exponential[i]).isEqualTo((float) Kind.EXPONENTIAL.draw(KEY, 1000)[i]);
      assertThat(Math.abs(uniform[i] - Kind.UNIFORM.draw(KEY, 1000)[i])).isLessThan(0x1p-24);
    }
  }

  @Test
  void uniformsStayInsideTheOpenIntervalAtBothEnds() {
    assertThat(NoiseStream.openUniform(0)).isEqualTo(0x1p-53);
    assertThat(NoiseStream.openUniform(-1)).isEqualTo(1 - 0x1p-53);
    float[] floats = new float[1 << 24];
    UniformNoise.ofFloats(KEY.bits()).fill(floats);
    float least = 1;
    float most = 0;
    for (float u : floats) {
      least = Math.min(least, u);
      most = Math.max(most, u);
    }
    assertThat(least).isGreaterThan(0).isLessThan(1e-6f);
    assertThat(most).isLessThan(1).isGreaterThan(1 - 1e-6f);
  }

  @ParameterizedTest
  @EnumSource
  void elementsFollowTheDistribution(Kind kind) {
    double[] draws = kind.draw(KEY.at("fit"), N);
    assertThat(GoodnessOfFit.kolmogorovSmirnov(draws, kind.cdf)).isGreaterThan(GoodnessOfFit.LEVEL);
    assertMoments(kind, draws);
  }

  @ParameterizedTest
  @EnumSource
  void firstElementsOfSiblingKeysFollowTheDistribution(Kind kind) {
    double[] draws = IntStream.range(0, N).mapToDouble(n -> kind.draw(KEY.at(n), 1)[0]).toArray();
    assertThat(GoodnessOfFit.kolmogorovSmirnov(draws, kind.cdf)).isGreaterThan(GoodnessOfFit.LEVEL);
    assertMoments(kind, draws);
  }

  private static void assertMoments(Kind kind, double[] draws) {
    for (int power = 1; power <= 4; power++) {
      assertThat(GoodnessOfFit.momentError(draws, power, kind.moments[power - 1]))
          .as("moment %d", power)
          .isBetween(-4.0, 4.0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void siblingKeysAndNeighbouringSeedsAreUncorrelated(Kind kind) {
    double[] zero = kind.centred(KEY.at(0), N);
    assertUncorrelated(zero, kind.centred(KEY.at(1), N));
    assertUncorrelated(zero, kind.centred(KEY, N));
    assertUncorrelated(zero, kind.centred(KEY.at("0"), N));
    assertUncorrelated(kind.centred(Seed.of(0).key(), N), kind.centred(Seed.of(1).key(), N));
    assertUncorrelated(kind.centred(Key.of(0), N), kind.centred(Key.of(1), N));
  }

  @ParameterizedTest
  @EnumSource
  void elementsAreSeriallyUncorrelated(Kind kind) {
    double[] draws = kind.centred(KEY.at("serial"), N + BlockNoise.BLOCK);
    int half = BlockNoise.BLOCK / 2; // from a point's abscissa to its ordinate
    for (int lag : new int[] {1, 2, 3, half - 1, half, half + 1, 2 * half}) {
      assertUncorrelated(Arrays.copyOf(draws, N), Arrays.copyOfRange(draws, lag, lag + N));
    }
  }

  @Test
  void differentKindsOfOneKeyAreUncorrelated() {
    double[] uniform = Kind.UNIFORM.centred(KEY, N);
    double[] normal = Kind.NORMAL.centred(KEY, N);
    double[] exponential = Kind.EXPONENTIAL.centred(KEY, N);
    assertUncorrelated(uniform, normal);
    assertUncorrelated(uniform, exponential);
    assertUncorrelated(normal, exponential);
  }

  /** Neither the values nor their squares. */
  private static void assertUncorrelated(double[] x, double[] y) {
    assertThat(GoodnessOfFit.correlationError(x, y)).isBetween(-4.0, 4.0);
    assertThat(GoodnessOfFit.correlationError(squares(x), squares(y))).isBetween(-4.0, 4.0);
  }

  private static double[] squares(double[] x) {
    double mean = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    return Arrays.stream(x).map(v -> v * v - mean).toArray();
  }

  @Test
  void pairsOfNeighboursFillTheSquareEvenly() {
    double[] draws = Kind.UNIFORM.draw(KEY.at("pairs"), 2 * N);
    double[] counts = new double[32 * 32];
    for (int i = 0; i < draws.length; i += 2) {
      counts[((int) (32 * draws[i])) * 32 + (int) (32 * draws[i + 1])]++;
    }
    assertThat(GoodnessOfFit.chiSquared(counts, k -> 1.0 / counts.length))
        .isGreaterThan(GoodnessOfFit.LEVEL);
  }

  @Test
  void everyBitOfTheWordsIsFair() {
    NoiseStream stream = NoiseStream.of(KEY.bits(), NoiseStream.Kind.UNIFORM);
    int[] ones = new int[64];
    for (int i = 0; i < N; i++) {
      long word = stream.word(i);
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (word >>> bit & 1);
      }
    }
    for (int count : ones) {
      assertThat((count - N / 2.0) / Math.sqrt(N / 4.0))
          .isBetween(-4.9, 4.9); // 1e-4 shared by 64 bits
    }
  }

  @Test
  void normalTailsHaveTheRightWeight() {
    int n = 4_000_000;
    double[] draws = Kind.NORMAL.draw(KEY.at("tail"), n);
    for (double limit : new double[] {3, 4}) {
      double expected = 2 * n * NormalDistribution.of(0, 1).survivalProbability(limit);
      double count = Arrays.stream(draws).filter(x -> Math.abs(x) > limit).count();
      assertThat((count - expected) / Math.sqrt(expected)).isBetween(-4.0, 4.0);
    }
  }
}
