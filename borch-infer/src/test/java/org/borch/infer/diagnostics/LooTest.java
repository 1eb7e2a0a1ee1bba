package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** y ~ N(theta, 1) with a flat prior: theta | y is N(mean, 1/n) and all is known in closed form. */
class LooTest {

  private static final int S = 40_000;
  private static final double[] Y = {0.3, -1.1, 0.8, 1.9, -0.4, 0.1, -0.7, 1.2, 0.5, -1.6};

  private static double[][][] logLikelihood(double[] y, int draws, long seed) {
    double mean = ChainTable.mean(y);
    double[][] theta =
        ChainTable.map(Simulated.normal(4, draws / 4, seed), z -> mean + z / Math.sqrt(y.length));
    return Arrays.stream(y)
        .mapToObj(point -> ChainTable.map(theta, at -> logNormal(point - at, 1)))
        .toArray(double[][][]::new);
  }

  private static double logNormal(double x, double variance) {
    return -0.5 * x * x / variance - 0.5 * Math.log(2 * Math.PI * variance);
  }

  @Test
  void everyPointIsPredictedAsByTheExactPosteriorOfTheOthers() {
    double[][][] logLikelihood = logLikelihood(Y, S, 1);
    Loo loo = Loo.of(logLikelihood);
    int n = Y.length;
    double mean = ChainTable.mean(Y);
    for (int i = 0; i < n; i++) {
      double others = (n * mean - Y[i]) / (n - 1);
      double exact = logNormal(Y[i] - others, 1 + 1.0 / (n - 1));
      double[] ratios =
          Arrays.stream(ChainTable.flat(logLikelihood[i])).map(x -> Math.exp(-x)).toArray();
      // 1 / elpd's density is the mean ratio: its relative standard error.
      double error = Math.sqrt(ChainTable.variance(ratios) / S) / ChainTable.mean(ratios);
      assertThat(loo.points().get(i).elpd()).isCloseTo(exact, within(4 * error));
      double lpd = logNormal(Y[i] - mean, 1 + 1.0 / n);
      assertThat(loo.points().get(i).lpd()).isCloseTo(lpd, within(4 * error));
    }
    assertThat(loo.value()).isEqualTo(Pointwise.sum(loo.pointwise()));
    assertThat(loo.looic()).isEqualTo(-2 * loo.value());
    assertThat(loo.penalty()).isBetween(0.5, 2.0); // one parameter
    assertThat(loo.warnings()).isEmpty();
    assertThat(loo.toString()).startsWith("elpd_loo -").contains("p_loo 1.");
  }

  @Test
  void thePenaltyOfWaicIsTheVarianceOfTheLogLikelihood() {
    Waic waic = Waic.of(logLikelihood(Y, S, 2));
    double v = 1.0 / Y.length;
    for (int i = 0; i < Y.length; i++) {
      double distance = Y[i] - ChainTable.mean(Y);
      // (y - theta)^2 / 2 for normal theta; kurtosis of a squared normal is at most 15.
      double exact = v * v / 2 + v * distance * distance;
      assertThat(waic.points().get(i).penalty())
          .isCloseTo(exact, within(4 * exact * Math.sqrt(14.0 / S)));
    }
    double lpd = waic.points().stream().mapToDouble(Waic.Point::lpd).sum();
    assertThat(waic.value()).isCloseTo(lpd - waic.penalty(), within(1e-12));
  }

  @Test
  void anOutlierIsNamedByBoth() {
    double[] y = Y.clone();
    y[4] = 25;
    double[][][] logLikelihood = logLikelihood(y, 4000, 3);
    Loo loo = Loo.of(logLikelihood);
    assertThat(loo.points().get(4).kHat()).isGreaterThan(loo.kHatLimit());
    assertThat(loo.warnings()).hasSize(1);
    assertThat(loo.warnings().get(0).kind()).isEqualTo(Warning.Kind.K_HAT);
    assertThat(loo.warnings().get(0).sentence())
        .contains("at 1 of 10 points (4)", "Refit without these points");
    assertThat(loo.toString()).contains("Refit without");
    Waic waic = Waic.of(logLikelihood);
    assertThat(waic.warnings()).extracting(Warning::kind).containsExactly(Warning.Kind.P_WAIC);
    assertThat(waic.warnings().get(0).sentence()).contains("Use PSIS-LOO");
    assertThat(waic.toString()).contains("p_waic").contains("Use PSIS-LOO");
  }

  @Test
  void repeatedDrawsCountAsDependent() {
    double[][][] logLikelihood = logLikelihood(Y, 1000, 4);
    double[][] doubled =
        Arrays.stream(logLikelihood[0])
            .map(
                chain ->
                    Arrays.stream(chain).flatMap(x -> Arrays.stream(new double[] {x, x})).toArray())
            .toArray(double[][]::new);
    // Pairs of equal draws: tau is 2, within the noise of three autocorrelations.
    assertThat(Loo.relativeEss(doubled)).isCloseTo(0.5, within(4 * Math.sqrt(3.0 / 2000)));
    assertThat(Loo.relativeEss(new double[4][100])).isEqualTo(1);
  }

  @Test
  void wrongNumbersAreNamed() {
    double[][][] impossible = {{{-1, -2}, {-1, Double.NEGATIVE_INFINITY}}};
    assertThatThrownBy(() -> Loo.of(impossible))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logLikelihood[0][1][1] is -Infinity");
    double[][][] unequal = {{{-1, -2}}, {{-1, -2, -3}}};
    assertThatThrownBy(() -> Waic.of(unequal))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logLikelihood[1] has (1, 3)");
    assertThatThrownBy(() -> Loo.of(new double[0][][])).hasMessageContaining("no points");
    assertThatThrownBy(() -> Waic.of(new double[][][] {{{-1}}})).hasMessageContaining("1 draw");
    assertThatThrownBy(() -> Loo.of(new double[][][] {{{-1, -2}}}, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 values");
  }
}
