package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.borch.ArrayFile;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedDrawsTest {

  @TempDir private Path folder;

  @Test
  void everyNumberNameAndSettingComesBack() {
    Path file = folder.resolve("draws.of mine");
    Draws draws = Samples.withEverything(Metric.Form.DENSE);
    draws.save(file);
    Draws loaded = Draws.load(file);
    assertThat(loaded.names()).isEqualTo(draws.names());
    for (String name : draws.names()) {
      assertThat(loaded.shape(name)).isEqualTo(draws.shape(name));
      assertThat(loaded.values(name)).containsExactly(draws.values(name));
    }
    assertThat(loaded.stats().names()).isEqualTo(draws.stats().names());
    for (String name : draws.stats().names()) {
      assertThat(Arrays.deepToString(loaded.stats().get(name)))
          .isEqualTo(Arrays.deepToString(draws.stats().get(name)));
    }
    assertThat(loaded.stats().settings()).isEqualTo(draws.stats().settings());
  }

  @Test
  void missingRowsKeepTheirOwnNames() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("mu", normal(0, 1)), x)));
    Model<NDArray, NDArray> model =
        module.on(BorchArray.of(1, 1, 1)).observeWithMissing("y", 1, Double.NaN, Double.NaN);
    Nuts few =
        Nuts.defaults()
            .with(run -> run.withChains(2).withWarmup(20).withDraws(5).withProgress(false));
    Draws draws = Infer.sample(model, few, Seed.of(1));
    Path file = folder.resolve("draws");
    draws.save(file);
    Draws loaded = Draws.load(file);
    assertThat(loaded.scalarNames()).containsExactly("mu", "y[2]", "y[3]");
    assertThat(loaded.values("y[3]")).containsExactly(draws.values("y[3]"));
    assertThat(loaded.summary()).hasToString(draws.summary().toString());
    assertThat(loaded.warnings()).isEqualTo(draws.warnings());
  }

  @Test
  void whatAreNoDrawsIsRefused() {
    Path file = folder.resolve("draws");
    NDArray flat = BorchArray.of(1, 2, 3);
    NDArray fine = BorchArray.of(new Shape(1, 3), new double[3]);
    assertRefused(file, Map.of("draws/x", flat), Map.of(), "x: draws of shape (3)");
    assertRefused(file, Map.of(), Map.of(), "no variables");
    assertRefused(
        file, Map.of("draws/x", fine, "stats/a", flat), Map.of(), "a of shape (3) for Draws");
    assertRefused(file, Map.of("draws/x", BorchArray.ofLongs(1, 2)), Map.of(), "expected FLOAT64");
    for (String names : new String[] {"[", "[\"a\", \"b\"]", "null", "[null]", "7"}) {
      assertRefused(file, Map.of("draws/x", fine), Map.of("elements.x", names), "elements of x");
    }
    assertRefused(file, Map.of("draws/x", fine), Map.of("elements.y", "[]"), "elements of y");
  }

  private static void assertRefused(
      Path file, Map<String, NDArray> arrays, Map<String, String> notes, String words) {
    ArrayFile.of("draws", arrays, notes).save(file);
    assertThatThrownBy(() -> Draws.load(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(words);
  }
}
