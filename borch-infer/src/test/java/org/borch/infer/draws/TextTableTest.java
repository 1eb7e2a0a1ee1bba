package org.borch.infer.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void cellsOfCsvAreQuotedWhereReadersNeedIt() {
    TextTable table =
        new TextTable(
            List.of("variable", "a"),
            List.of(List.of("x[\"Mt. H, MA\"]", "1"), List.of("y", "2\n")));
    assertThat(table.toCsv())
        .isEqualTo("variable,a\r\n\"x[\"\"Mt. H, MA\"\"]\",1\r\ny,\"2\n\"\r\n");
  }

  @Test
  void marksOfMarkdownAreEscaped() {
    TextTable table =
        new TextTable(List.of("variable", "5%"), List.of(List.of("b_1[a|b*]", "-0.5")));
    assertThat(table.toMarkdown())
        .isEqualTo("| variable | 5% |\n| --- | ---: |\n| b\\_1\\[a\\|b\\*\\] | -0.5 |\n");
  }

  @Test
  void rowsOfOtherLengthsAreRefused() {
    assertThatThrownBy(() -> new TextTable(List.of("a", "b"), List.of(List.of("1"))))
        .hasMessageContaining("1 cells, expected 2");
  }

  @Test
  void theSummaryOfDrawsAsCsvHasEveryDigit() {
    double[] values = {1, 2, 3.3, 4, 5, 6, 7, 8};
    Draws draws =
        Draws.of(Map.of("x", BorchArray.of(new Shape(1, 4, 2), values)))
            .withElements("x", List.of("x[a,b]", "x[c]"));
    Diagnosis row = draws.summary().row("x[a,b]");
    String[] lines = draws.summary().toCsv().split("\r\n");
    assertThat(lines[0])
        .isEqualTo("variable,mean,mcse_mean,sd,mcse_sd,5%,50%,95%,ess_bulk,ess_tail,r_hat");
    assertThat(lines[1]).startsWith("\"x[a,b]\"," + row.mean() + "," + row.mcseMean() + ",");
    assertThat(lines).hasSize(3);
    assertThat(draws.summary().toMarkdown()).contains("| x\\[a,b\\] | 4.08 |", "| nan |");
  }

  @Test
  void theSummaryOfAFitIsATableToo() {
    Module<Object, NDArray> module = Module.of((m, nothing) -> m.rv("mu_x", normal(2, 1)));
    try (Fit fit = Infer.fit(module.on(), Svi.defaults().withSteps(1), Seed.of(1))) {
      Summary summary = fit.summary();
      Summary.Row mu = summary.rows().get(0);
      assertThat(summary.toCsv())
          .isEqualTo(
              "variable,mean,sd,5%,50%,95%\r\nmu_x,"
                  + String.join(
                      ",",
                      "" + mu.mean(),
                      "" + mu.sd(),
                      "" + mu.q5(),
                      "" + mu.median(),
                      "" + mu.q95())
                  + "\r\n");
      assertThat(summary.toMarkdown()).contains("| mu\\_x | 2.0");
    }
  }
}
