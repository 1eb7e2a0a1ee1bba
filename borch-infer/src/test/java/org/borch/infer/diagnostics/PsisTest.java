package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PsisTest {

  private static final int S = 100_000;

  /** Logs of draws from a generalised Pareto law, which stays one above every threshold. */
  private static double[] logPareto(double k, int draws, long seed) {
    Random random = new Random(seed);
    GeneralizedPareto law = new GeneralizedPareto(k, 1);
    return random.doubles(draws).map(u -> Math.log(law.quantile(u))).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 0.3, 0.5, 0.7, 1, 1.5})
  void kHatIsTheShapeOfAParetoTail(double k) {
    double kHat = Psis.of(logPareto(k, S, 1)).kHat();
    double tail = 3 * Math.sqrt(S);
    // The maximum likelihood estimate has variance (1 + k)^2 / tail; the prior draws towards 0.5.
    double shrinkage = Math.abs(k - 0.5) * 10 / (tail + 10);
    assertThat(kHat).isCloseTo(k, within(4 * (1 + k) / Math.sqrt(tail) + shrinkage));
  }

  @Test
  void boundedRatiosHaveAShortTail() {
    Random random = new Random(2);
    double[] uniform = random.doubles(S).map(Math::log).toArray();
    assertThat(Psis.of(uniform).kHat()).isLessThan(-0.5);
    assertThat(Psis.of(uniform).ess()).isCloseTo(0.75 * S, within(0.01 * S)); // (EW)^2 / E W^2
  }

  @Test
  void onlyTheTailIsSmoothedAndTheOrderStays() {
    double[] ratios = logPareto(0.6, 1000, 3);
    double[] weights = Psis.of(ratios).logWeights();
    int tail = (int) Math.ceil(3 * Math.sqrt(1000));
    Integer[] order = new Integer[1000];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(ratios[i], ratios[j]));
    double shift = ratios[order[0]] - weights[order[0]];
    for (int i = 0; i < 1000 - tail; i++) {
      assertThat(weights[order[i]]).isCloseTo(ratios[order[i]] - shift, within(1e-12));
    }
    for (int i = 1; i < 1000; i++) {
      assertThat(weights[order[i]]).isGreaterThanOrEqualTo(weights[order[i - 1]]);
    }
    assertThat(Arrays.stream(weights).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aConstantAddedToTheRatiosChangesNothing() {
    double[] ratios = logPareto(0.6, 1000, 4);
    Psis shifted = Psis.of(Arrays.stream(ratios).map(x -> x - 5000).toArray());
    assertThat(shifted.kHat()).isCloseTo(Psis.of(ratios).kHat(), within(1e-8));
  }

  @Test
  void smoothingReducesTheErrorOfHeavyWeights() {
    // Proposal Exponential(1), target Exponential(0.6): ratios have k = 0.4; E x = 1 / 0.6.
    Random random = new Random(5);
    double raw = 0;
    double smoothed = 0;
    for (int run = 0; run < 200; run++) {
      double[] x = random.doubles(1000).map(u -> -Math.log1p(-u)).toArray();
      double[] ratios = Arrays.stream(x).map(each -> 0.4 * each).toArray();
      raw += square(expectation(x, ratios) - 1 / 0.6);
      smoothed += square(expectation(x, Psis.of(ratios).logWeights()) - 1 / 0.6);
    }
    assertThat(smoothed).isLessThan(raw);
  }

  @Test
  void dependentDrawsHaveALongerTail() {
    double[] ratios = logPareto(0.4, 2000, 6);
    assertThat(Psis.of(ratios, 0.5).kHat()).isNotEqualTo(Psis.of(ratios).kHat());
    assertThat(Psis.of(ratios, 0.5).logWeights()).isNotEqualTo(Psis.of(ratios).logWeights());
  }

  @Test
  void equalRatiosNeedNoSmoothing() {
    Psis psis = Psis.of(new double[100]);
    assertThat(psis.kHat()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(psis.ess()).isCloseTo(100, within(1e-9));
    assertThat(psis.warnings()).isEmpty();
  }

  @Test
  void impossibleDrawsWeighNothing() {
    double[] ratios = logPareto(0.2, 1000, 7);
    Arrays.fill(ratios, 0, 100, Double.NEGATIVE_INFINITY);
    Psis psis = Psis.of(ratios);
    assertThat(Arrays.copyOf(psis.logWeights(), 100)).containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(psis.kHat()).isFinite();
    double[] nearlyAll = new double[1000];
    Arrays.fill(nearlyAll, Double.NEGATIVE_INFINITY);
    nearlyAll[3] = 0;
    assertThat(Psis.of(nearlyAll).kHat()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Psis.of(nearlyAll).logWeights()[3]).isZero();
  }

  @Test
  void badWeightsSayWhatToDo() {
    Psis bad = Psis.of(logPareto(1.2, 2000, 8));
    assertThat(bad.warnings()).hasSize(1);
    assertThat(bad.warnings().get(0).kind()).isEqualTo(Warning.Kind.K_HAT);
    assertThat(bad.warnings().get(0).sentence()).contains("above 0.70", "richer approximation");
    assertThat(bad.kHatLimit()).isCloseTo(1 - 1 / Math.log10(2000), within(1e-12));
    assertThat(Psis.of(logPareto(0.2, 2000, 9)).warnings()).isEmpty();
    assertThat(Psis.of(new double[] {1, 2, 3}).warnings())
        .extracting(Warning::kind)
        .containsExactly(Warning.Kind.TOO_FEW);
  }

  @Test
  void wrongRatiosAreNamed() {
    assertThatThrownBy(() -> Psis.of(new double[] {0, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logRatios[1] is NaN");
    assertThatThrownBy(() -> Psis.of(new double[] {Double.POSITIVE_INFINITY}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logRatios[0] is Infinity");
    assertThatThrownBy(() -> Psis.of(new double[] {Double.NEGATIVE_INFINITY}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all are -Infinity");
    assertThatThrownBy(() -> Psis.of(new double[0])).hasMessageContaining("got none");
    assertThatThrownBy(() -> Psis.of(new double[] {1, 2}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0.0, expected > 0");
  }

  private static double expectation(double[] x, double[] logWeights) {
    double total = ChainTable.logSumExp(logWeights);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * Math.exp(logWeights[i] - total);
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }
}
