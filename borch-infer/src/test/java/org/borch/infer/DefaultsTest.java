package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What a first user gets who changes nothing: the default posterior and the default settings. */
class DefaultsTest {

  @Test
  void aWidePriorOnAStraightLineIsLeftBehind() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray mean = x.sub(9).mul(slope).add(m.rv("level", normal(0, 10)));
              return m.plate("point").rv("y", normal(mean, m.rv("noise", logNormal(0, 1))));
            });
    // Anscombe (1973), "Graphs in statistical analysis", first set. Least squares: level 7.501 with
    // standard error 0.373, slope 0.500 with 0.118; the priors add little.
    Model<NDArray, NDArray> model =
        line.on(BorchArray.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5))
            .observe("y", 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68);

    try (Fit fit = Infer.fit(model, Svi.defaults().withProgress(false), Seed.of(1))) {
      Summary summary = fit.summary();
      assertThat(summary.row("level").mean()).isCloseTo(7.501, within(0.1));
      assertThat(summary.row("level").sd()).isCloseTo(0.373, within(0.05));
      assertThat(summary.row("slope").mean()).isCloseTo(0.5, within(0.03));
      assertThat(summary.row("slope").sd()).isCloseTo(0.118, within(0.015));
    }
  }
}
