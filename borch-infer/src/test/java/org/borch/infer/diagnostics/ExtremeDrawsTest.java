package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws whose squares overflow or vanish, and quantities of two values. */
class ExtremeDrawsTest {

  @ParameterizedTest
  @ValueSource(doubles = {0x1p660, 0x1p-660, 0x1p1000, 0x1p-1000})
  void aUnitChangesNothing(double unit) {
    double[][] chains = Simulated.normal(4, 250, 11);
    Diagnosis plain = Diagnosis.of(chains);
    double[][] draws = ChainTable.map(chains, x -> x * unit);
    Diagnosis scaled = Diagnosis.of(draws);
    assertThat(scaled.mean()).isCloseTo(plain.mean() * unit, within(1e-12 * unit));
    assertThat(scaled.sd()).isCloseTo(plain.sd() * unit, within(1e-12 * unit));
    assertThat(scaled.mcseMean()).isCloseTo(plain.mcseMean() * unit, within(1e-12 * unit));
    assertThat(scaled.mcseSd()).isCloseTo(plain.mcseSd() * unit, within(1e-12 * unit));
    assertThat(scaled.essBulk()).isCloseTo(plain.essBulk(), within(1e-9));
    assertThat(scaled.rHat()).isCloseTo(plain.rHat(), within(1e-12));
    assertThat(RHat.split(draws)).isCloseTo(RHat.split(chains), within(1e-12));
    assertThat(Ess.sd(draws)).isCloseTo(Ess.sd(chains), within(1e-9));
    assertThat(scaled.warnings("x")).isEmpty();
  }

  @Test
  void oneFarDrawAmongOrdinaryOnesIsFinite() {
    double[][] chains = Simulated.normal(4, 250, 12);
    chains[1][17] = 1e250;
    Diagnosis diagnosis = Diagnosis.of(chains);
    assertThat(diagnosis.mean()).isCloseTo(1e247, within(1e235));
    assertThat(diagnosis.sd()).isCloseTo(1e250 / Math.sqrt(1000), within(1e239));
  }

  @Test
  void twoValuesInEqualNumbersAreNoAlarm() {
    double[][] chains = ChainTable.map(Simulated.normal(4, 250, 13), x -> x > 0 ? 1 : 0);
    for (int i = 0, ones = ones(chains); ones != 500; i++) { // equal numbers: the median is 1/2
      double wanted = ones > 500 ? 1 : 0;
      if (chains[i % 4][i / 4] == wanted) {
        chains[i % 4][i / 4] = 1 - wanted;
        ones += wanted == 1 ? -1 : 1;
      }
    }
    assertThat(RHat.of(chains)).isNaN(); // as in posterior
    Diagnosis diagnosis = Diagnosis.of(chains);
    assertThat(diagnosis.rHat()).isLessThan(1.01);
    assertThat(diagnosis.warnings("z")).noneMatch(each -> each.kind() == Warning.Kind.R_HAT);
  }

  @Test
  void chainsThatDisagreeAboutTwoValuesAreOne() {
    double[][] chains = new double[2][100];
    Arrays.fill(chains[1], 1);
    chains[0][3] = 1;
    chains[1][3] = 0;
    assertThat(Diagnosis.of(chains).warnings("z"))
        .anyMatch(each -> each.kind() == Warning.Kind.R_HAT);
  }

  private static int ones(double[][] chains) {
    return (int) ChainTable.sum(ChainTable.flat(chains));
  }
}
