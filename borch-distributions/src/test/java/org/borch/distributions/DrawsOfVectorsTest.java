package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.autoregressive;
import static org.borch.distributions.Distributions.eulerMaruyama;
import static org.borch.distributions.Distributions.plackettLuce;
import static org.borch.distributions.Distributions.projectedNormal;
import static org.borch.distributions.Distributions.wienerFirstPassage;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws of families that know no moments, by what is known of them. */
class DrawsOfVectorsTest {

  private static final int DRAWS = 20_000;

  /** The 0.999 quantile of Kolmogorov's distribution. */
  private static final double KOLMOGOROV = 1.949 / Math.sqrt(DRAWS);

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
    return Noise.of(Seed.of(20_240_601).key(), DataType.FLOAT64);
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(cast(x, DataType.FLOAT64)).values();
  }

  /** The largest distance between the sorted probabilities and those of uniform numbers. */
  private static double distance(double[] probabilities) {
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return IntStream.range(0, n)
        .mapToDouble(i -> Math.max(sorted[i] - (double) i / n, (i + 1.0) / n - sorted[i]))
        .max()
        .orElseThrow();
  }

  private static List<int[]> permutations(int n) {
    if (n == 0) {
      return List.of(new int[0]);
    }
    List<int[]> all = new ArrayList<>();
    for (int[] shorter : permutations(n - 1)) {
      for (int at = 0; at < n; at++) {
        int[] longer = new int[n];
        for (int i = 0; i < n; i++) {
          longer[i] = i == at ? n - 1 : shorter[i < at ? i : i - 1];
        }
        all.add(longer);
      }
    }
    return all;
  }

  @Test
  void rankingsComeAsOftenAsTheirMassesSayWhichSumToOne() {
    PlackettLuce d = plackettLuce(BorchArray.of(0.5, -1, 1.2, 0));
    List<int[]> all = permutations(4);
    double[] flat = all.stream().flatMapToInt(Arrays::stream).asDoubleStream().toArray();
    double[] masses = values(exp(d.logProb(BorchArray.of(new Shape(all.size(), 4), flat))));
    double[] x = values(d.sample(noise(), new Shape(DRAWS)));
    long[] counts = new long[all.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] ranking = new int[4];
      for (int i = 0; i < 4; i++) {
        ranking[i] = (int) x[4 * draw + i];
      }
      counts[
          IntStream.range(0, all.size())
              .filter(i -> Arrays.equals(all.get(i), ranking))
              .findFirst()
              .orElseThrow()]++;
    }

    assertThat(Arrays.stream(masses).sum()).isCloseTo(1, within(1e-12));
    assertThat(new ChiSquareTest().chiSquareTest(masses, counts)).isGreaterThan(1e-3);
    assertThat(values(d.mode())).containsExactly(2, 0, 3, 1);
  }

  @Test
  void stepsOfAPathAreNormalGivenTheStateBefore() {
    EulerMaruyama d =
        eulerMaruyama(
            VectorCases::meanReverting,
            0.25,
            3,
            0.5,
            new Parameter("rate", Operand.of(0.8), Constraints.positive()),
            new Parameter("scale", Operand.of(1.5), Constraints.positive()));
    double[] x = values(d.sample(noise(), new Shape(DRAWS)));
    NormalDistribution standard = NormalDistribution.of(0, 1);
    for (int t = 0; t < 3; t++) {
      double[] probabilities = new double[DRAWS];
      for (int draw = 0; draw < DRAWS; draw++) {
        double past = t == 0 ? 0.5 : x[3 * draw + t - 1];
        double mean = past + 0.25 * 0.8 * (0.25 * t - past);
        double deviation = 0.5 * 1.5 * Math.sqrt(past * past + 1);
        probabilities[draw] = standard.cumulativeProbability((x[3 * draw + t] - mean) / deviation);
      }
      assertThat(distance(probabilities)).as("step %d", t).isLessThan(KOLMOGOROV);
    }
  }

  // region path
  /** dx = -rate x ds + scale dW from 0, at the times 0.1, 0.2, ..., 5. */
  private static EulerMaruyama ornsteinUhlenbeck(NDArray rate, NDArray scale) {
    return eulerMaruyama(
        (x, time, p) -> new EulerMaruyama.Rates(x.mul(p.get(0)).neg(), p.get(1)),
        0.1,
        50,
        0,
        new Parameter("rate", Operand.of(rate), Constraints.positive()),
        new Parameter("scale", Operand.of(scale), Constraints.positive()));
  }

  // endregion

  @Test
  void aLinearEquationIsAnAutoregressiveSeries() {
    Distribution path = ornsteinUhlenbeck(BorchArray.of(0.5, 3), BorchArray.of(1, 0.2));
    Distribution series =
        autoregressive(
            BorchArray.of(new double[][] {{0.95}, {0.7}}),
            BorchArray.of(Math.sqrt(0.1), 0.2 * Math.sqrt(0.1)),
            50);
    NDArray x = path.sample(noise(), new Shape(3));

    assertThat(values(path.logProb(x))).containsExactly(values(series.logProb(x)), within(1e-9));
    assertThat(x.getShape()).isEqualTo(new Shape(3, 2, 50));
  }

  /** By the trapezoidal rule on the circle. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 3, 9})
  void directionsInThePlaneFollowTheirDensityWhichIntegratesToOne(double length) {
    ProjectedNormal d = projectedNormal(BorchArray.of(0.6 * length, -0.8 * length));
    int n = 4000;
    double[] points = new double[2 * n];
    for (int i = 0; i < n; i++) {
      points[2 * i] = Math.cos(2 * Math.PI * (i + 0.5) / n - Math.PI);
      points[2 * i + 1] = Math.sin(2 * Math.PI * (i + 0.5) / n - Math.PI);
    }
    double[] cumulated = values(exp(d.logProb(BorchArray.of(new Shape(n, 2), points))));
    Arrays.parallelPrefix(cumulated, Double::sum);
    double[] x = values(d.sample(noise(), new Shape(DRAWS)));
    double[] probabilities = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      double place = (Math.atan2(x[2 * i + 1], x[2 * i]) + Math.PI) / (2 * Math.PI) * n;
      int cell = Math.min((int) place, n - 1);
      double below = cell == 0 ? 0 : cumulated[cell - 1];
      double within = below + (place - cell) * (cumulated[cell] - below);
      probabilities[i] = within * 2 * Math.PI / n;
    }

    assertThat(cumulated[n - 1] * 2 * Math.PI / n).isCloseTo(1, within(1e-12));
    assertThat(distance(probabilities)).isLessThan(KOLMOGOROV);
  }

  /** Heights along the mean are as often as on a sphere cut into slices of equal surface. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 3, 9})
  void directionsInSpaceFollowTheirDensityWhichIntegratesToOne(double length) {
    ProjectedNormal d = projectedNormal(BorchArray.of(0, 0, length));
    int n = 20_000;
    double[] points = new double[3 * n];
    for (int i = 0; i < n; i++) {
      double height = 2 * (i + 0.5) / n - 1;
      points[3 * i] = Math.sqrt(1 - height * height);
      points[3 * i + 2] = height;
    }
    double[] cumulated = values(exp(d.logProb(BorchArray.of(new Shape(n, 3), points))));
    Arrays.parallelPrefix(cumulated, Double::sum);
    double[] x = values(d.sample(noise(), new Shape(DRAWS)));
    double[] probabilities = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      double place = (x[3 * i + 2] + 1) / 2 * n;
      int cell = Math.min((int) place, n - 1);
      double below = cell == 0 ? 0 : cumulated[cell - 1];
      probabilities[i] = (below + (place - cell) * (cumulated[cell] - below)) * 4 * Math.PI / n;
    }

    // The midpoint rule's error, where the log density rises by about length² in a height of 1.
    double error = 1.5 * Math.pow(length * length * 2 / n, 2) / 24;
    assertThat(cumulated[n - 1] * 4 * Math.PI / n).isCloseTo(1, within(error + 1e-8));
    assertThat(distance(probabilities)).isLessThan(KOLMOGOROV);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-700, -2, 0, 1e-7, 0.3, 30})
  void oneOfBothBoundariesIsReached(double drift) {
    WienerFirstPassage d = wienerFirstPassage(1.3, 0.2, 0.35, drift);
    double upper = values(d.upperProbability())[0];

    assertThat(upper + values(d.cdf(BorchArray.of(0.1)))[0]).isCloseTo(1, within(1e-13));
    assertThat(upper).isCloseTo(values(d.survival(BorchArray.of(-0.1)))[0], within(1e-13));
    double y = -2 * drift * 1.3;
    double expected = drift == 0 ? 0.35 : Math.expm1(y * 0.35) / Math.expm1(y);
    if (Double.isFinite(expected)) {
      assertThat(upper).isCloseTo(expected, within(1e-13));
    }
  }
}
