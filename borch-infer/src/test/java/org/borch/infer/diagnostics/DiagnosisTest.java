package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.borch.infer.diagnostics.Warning.Kind;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static List<Kind> kinds(double[][] chains) {
    return Diagnosis.of(chains).warnings("x").stream().map(Warning::kind).toList();
  }

  @Test
  void goodChainsNeedNoWarning() {
    assertThat(kinds(Simulated.normal(4, 1000, 1))).isEmpty();
  }

  @Test
  void theRecordHoldsWhatItsPartsCompute() {
    double[][] chains = Simulated.autoregressive(0.5, 3, 200, 2);
    Diagnosis diagnosis = Diagnosis.of(chains);
    assertThat(diagnosis.chains()).isEqualTo(3);
    assertThat(diagnosis.draws()).isEqualTo(200);
    assertThat(diagnosis.mcseMean()).isEqualTo(Mcse.mean(chains));
    assertThat(diagnosis.mcseSd()).isEqualTo(Mcse.sd(chains));
    assertThat(diagnosis.essBulk()).isEqualTo(Ess.bulk(chains));
    assertThat(diagnosis.essTail()).isEqualTo(Ess.tail(chains));
    assertThat(diagnosis.rHat()).isEqualTo(RHat.of(chains));
    assertThat(diagnosis.q5()).isLessThan(diagnosis.median());
    assertThat(diagnosis.median()).isLessThan(diagnosis.q95());
  }

  @Test
  void slowChainsWarnOfAllThree() {
    assertThat(kinds(Simulated.autoregressive(0.995, 4, 500, 3)))
        .containsExactly(Kind.R_HAT, Kind.ESS_BULK, Kind.ESS_TAIL);
  }

  @Test
  void everyUndefinedCaseHasItsOwnSentence() {
    assertThat(kinds(new double[][] {{1, 2, Double.NaN, 4}})).containsExactly(Kind.NON_FINITE);
    assertThat(kinds(new double[][] {{1, 2, Double.POSITIVE_INFINITY, 4}}))
        .containsExactly(Kind.NON_FINITE);
    assertThat(kinds(Simulated.constant(2, 4, 100))).containsExactly(Kind.CONSTANT);
    assertThat(kinds(Simulated.normal(4, 3, 4))).containsExactly(Kind.TOO_FEW);
    assertThat(kinds(new double[][] {{1}})).containsExactly(Kind.TOO_FEW);
    assertThat(kinds(ChainTable.map(Simulated.normal(4, 1000, 5), x -> x > 1 ? 1 : 0)))
        .containsExactly(Kind.ESS_TAIL);
  }

  @Test
  void sentencesNameTheQuantityAndTheRemedy() {
    double[][] chains = Simulated.normal(2, 500, 6);
    chains[1] = ChainTable.map(new double[][] {chains[1]}, x -> x + 3)[0];
    assertThat(Diagnosis.of(chains).warnings("theta[3]"))
        .allSatisfy(warning -> assertThat(warning.toString()).startsWith("theta[3]: "))
        .anySatisfy(warning -> assertThat(warning.sentence()).contains("do not use the draws"));
    assertThat(Diagnosis.of(Simulated.constant(2, 1, 9)).warnings("c").get(0).sentence())
        .isEqualTo(
            "All draws of c are 2.0: fine for a constant; otherwise the sampler is stuck, so look"
                + " at its step size and at the start.");
  }

  @Test
  void trajectoriesWarnOfWhatWentWrong() {
    double[][] energies = {
      Simulated.normal(1, 1000, 7)[0], Simulated.autoregressive(0.95, 1, 1000, 8)[0]
    };
    assertThat(HamiltonianDiagnosis.of(0, 0, new double[][] {energies[0]}).warnings()).isEmpty();
    List<Warning> warnings = HamiltonianDiagnosis.of(3, 20, energies).warnings();
    assertThat(warnings)
        .extracting(Warning::kind)
        .containsExactly(Kind.DIVERGENCES, Kind.TREE_DEPTH, Kind.E_BFMI);
    assertThat(warnings.get(0).sentence()).startsWith("3 of 2000 draws").contains("non-centred");
    assertThat(warnings.get(2).sentence()).startsWith("Chain 2: E-BFMI is 0.1");
    assertThat(HamiltonianDiagnosis.of(0, 0, new double[1][100]).warnings())
        .extracting(Warning::kind)
        .containsExactly(Kind.E_BFMI);
    assertThatThrownBy(() -> HamiltonianDiagnosis.of(2001, 0, energies))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("divergences: got 2001, expected 0 to 2000 draws");
  }
}
