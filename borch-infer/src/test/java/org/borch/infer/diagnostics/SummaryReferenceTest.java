package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.borch.infer.ReferenceFolder;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Test;

/** The table of draws against the reference values of the shared folder. */
class SummaryReferenceTest {

  private static final double TOLERANCE = 1e-9;
  private static final double TINY_SCALE_TOLERANCE = 1e-7;

  /** The number of the table for a quantity of the folder, which has some that the table lacks. */
  private static OptionalDouble shown(Diagnosis row, String quantity) {
    return switch (quantity) {
      case "mean" -> OptionalDouble.of(row.mean());
      case "mcse_mean" -> OptionalDouble.of(row.mcseMean());
      case "sd" -> OptionalDouble.of(row.sd());
      case "mcse_sd" -> OptionalDouble.of(row.mcseSd());
      case "q5" -> OptionalDouble.of(row.q5());
      case "median" -> OptionalDouble.of(row.median());
      case "q95" -> OptionalDouble.of(row.q95());
      case "ess_bulk" -> OptionalDouble.of(row.essBulk());
      case "ess_tail" -> OptionalDouble.of(row.essTail());
      case "rhat" -> OptionalDouble.of(row.rHat());
      default -> OptionalDouble.empty();
    };
  }

  @Test
  void rowsEqualTheReferenceValues() {
    ReferenceFolder folder = ReferenceFolder.of("diagnostics");
    List<List<String>> expected = folder.cells("chains/expected.csv");
    List<List<String>> cases = folder.cells("chains/index.csv");
    int compared = 0;
    for (List<String> each : cases.subList(1, cases.size())) {
      String name = each.get(0);
      double[][] chains = folder.numbers("chains/" + name + ".csv").columns();
      // Twice, the second time behind another number: a wrong stride would show.
      double[] values = new double[chains.length * chains[0].length * 2];
      for (int i = 0; i < values.length; i += 2) {
        values[i] = i;
        values[i + 1] = chains[i / 2 / chains[0].length][i / 2 % chains[0].length];
      }
      Shape shape = new Shape(chains.length, chains[0].length, 2);
      Diagnosis row = Draws.of(Map.of("x", BorchArray.of(shape, values))).summary().row("x[2]");
      for (List<String> line : expected) {
        OptionalDouble shown = shown(row, line.get(1));
        if (line.get(0).equals(name) && shown.isPresent()) {
          double reference = ReferenceFolder.number(line.get(2));
          double tolerance = name.startsWith("tiny") ? TINY_SCALE_TOLERANCE : TOLERANCE;
          assertClose(name + " " + line.get(1), shown.getAsDouble(), reference, tolerance);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(10 * (cases.size() - 1));
  }

  private static void assertClose(String what, double value, double reference, double tolerance) {
    boolean same =
        Double.isNaN(reference)
            ? Double.isNaN(value)
            : value == reference || Math.abs(value - reference) <= tolerance * Math.abs(reference);
    assertThat(same).as("%s: got %s, expected %s", what, value, reference).isTrue();
  }
}
