package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.diagnostics.Warning.Kind;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Test;

class DrawsSummaryTest {

  private static final int CHAINS = 4;
  private static final int DRAWS = 250;

  /** Independent N(0, 1) of some shape. */
  private static double[] normal(int size, long seed) {
    double[] values = new double[CHAINS * DRAWS * size];
    NoiseReader noise = new NoiseReader(Key.of(seed));
    noise.normal(values);
    return values;
  }

  private static NDArray array(double[] values, long... shape) {
    long[] axes = new long[shape.length + 2];
    axes[0] = CHAINS;
    axes[1] = DRAWS;
    System.arraycopy(shape, 0, axes, 2, shape.length);
    return BorchArray.of(new Shape(axes), values);
  }

  private static Draws of(Object... namesAndArrays) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < namesAndArrays.length; i += 2) {
      arrays.put((String) namesAndArrays[i], (NDArray) namesAndArrays[i + 1]);
    }
    return Draws.of(arrays);
  }

  @Test
  void aRowDiagnosesOneElement() {
    Draws draws = of("mu", array(normal(1, 1)), "x", array(normal(6, 2), 2, 3));
    DrawsSummary summary = draws.summary();

    assertThat(summary.rows().keySet()).containsExactlyElementsOf(draws.scalarNames());
    assertThat(summary.row("x[2,1]")).isEqualTo(Diagnosis.of(draws.element("x", 1, 0)));
    assertThat(summary.row("mu")).isEqualTo(Diagnosis.of(draws.element("mu")));
    assertThatThrownBy(() -> summary.row("x[0,0]")).hasMessageContaining("[mu, x[1,1]");
  }

  @Test
  void theTableIsAlignedAndShowsTheDigitsThatTheSpreadSupports() {
    double[] large = new double[CHAINS * DRAWS];
    double[] constant = new double[CHAINS * DRAWS];
    Arrays.fill(constant, -1e-9);
    for (int i = 0; i < large.length; i++) {
      large[i] = i % 2 == 0 ? 1_000 : 3_000; // sd 1000.5
    }
    DrawsSummary summary = of("alternating", array(large), "zero", array(constant)).summary();

    String[] lines = summary.toString().split("\n");

    assertThat(lines).hasSize(3);
    assertThat(lines[0].trim().split(" +"))
        .containsExactly(
            "mean",
            "mcse_mean",
            "sd",
            "mcse_sd",
            "5%",
            "50%",
            "95%",
            "ess_bulk",
            "ess_tail",
            "r_hat");
    assertThat(lines[1]).startsWith("alternating   2000").contains("   1001  ", "   1000   2000");
    assertThat(lines[2]).startsWith("zero         0.000").endsWith("nan").doesNotContain("-");
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSameSizeAs(lines[0]));
  }

  @Test
  void aLongTableIsCutUnlessAskedForWhole() {
    DrawsSummary summary = of("x", array(normal(50, 3), 50)).summary();

    assertThat(summary.toString().lines()).hasSize(42);
    assertThat(summary.toString()).contains("x[40]").endsWith("... 10 more: table() has all\n");
    assertThat(summary.table().lines()).hasSize(51);
    assertThat(summary.table(2).lines()).hasSize(4);
  }

  @Test
  void goodDrawsHaveNoWarnings() {
    assertThat(of("x", array(normal(3, 4), 3)).warnings()).isEmpty();
  }

  @Test
  void theWorstElementSpeaksForItsVariable() {
    double[] shifted = normal(3, 5);
    for (int i = 0; i < DRAWS; i++) { // the first chain only
      shifted[3 * i + 1] += 2;
      shifted[3 * i + 2] += 1;
    }
    Draws draws = of("x", array(shifted, 3), "y", array(normal(1, 6)));

    List<Warning> warnings = draws.warnings();

    assertThat(warnings).extracting(Warning::kind).contains(Kind.R_HAT, Kind.ESS_BULK);
    assertThat(warnings.get(0).value()).isEqualTo(draws.summary().row("x[2]").rHat());
    assertThat(warnings.get(0).sentence())
        .startsWith("x[2]: R-hat is ")
        .contains("2 of the 3 elements of x");
    assertThat(warnings.get(1).value()).isEqualTo(draws.summary().row("x[2]").essBulk());
  }

  @Test
  void constantEntriesWarnOnlyWhereNothingVaries() {
    double[] factor = normal(4, 7); // a Cholesky factor of correlations: 1 0 / varies varies
    for (int i = 0; i < factor.length; i += 4) {
      factor[i] = 1;
      factor[i + 1] = 0;
    }

    assertThat(of("L", array(factor, 2, 2)).warnings()).isEmpty();
    assertThat(of("c", array(new double[CHAINS * DRAWS])).warnings())
        .extracting(Warning::kind)
        .containsExactly(Kind.CONSTANT);
  }

  @Test
  void trajectoriesWarnBeforeVariables() {
    double[][] divergent = new double[CHAINS][DRAWS];
    divergent[1][7] = 1;
    double[][] depth = new double[CHAINS][DRAWS];
    depth[0][0] = 10;
    depth[3][1] = 10;
    double[][] energy = new double[CHAINS][DRAWS];
    double[] noise = normal(1, 8);
    for (int i = 0; i < noise.length; i++) {
      double before = i % DRAWS == 0 ? 0 : energy[i / DRAWS][i % DRAWS - 1];
      energy[i / DRAWS][i % DRAWS] = i < DRAWS ? 0.99 * before + noise[i] : noise[i];
    }
    Draws draws = of("y", array(normal(1, 9)));
    Map<String, double[][]> columns =
        Map.of("divergent__", divergent, "treedepth__", depth, "energy__", energy);

    List<Warning> all =
        draws.withStats(SampleStats.of(columns, Map.of("max_depth", "10"))).warnings();
    List<Warning> unknown = draws.withStats(SampleStats.of(columns, Map.of())).warnings();
    List<Warning> counts =
        draws.withStats(SampleStats.of(Map.of("divergent__", divergent), Map.of())).warnings();

    assertThat(all)
        .extracting(Warning::kind)
        .containsExactly(Kind.DIVERGENCES, Kind.TREE_DEPTH, Kind.E_BFMI);
    assertThat(all).extracting(Warning::value).startsWith(1.0, 2.0);
    assertThat(all.get(2).sentence()).startsWith("Chain 1: ");
    assertThat(unknown).extracting(Warning::kind).containsExactly(Kind.DIVERGENCES, Kind.E_BFMI);
    assertThat(counts).extracting(Warning::kind).containsExactly(Kind.DIVERGENCES);
  }
}
