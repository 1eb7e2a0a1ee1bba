package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Modules in modules in modules: no stack overflows, and a path is made once. */
class DeepTreeTest {

  private static final int DEPTH = 2_000;

  private static final class Nested extends Module<NDArray, NDArray> {

    private final @Nullable Nested inner;

    Nested(@Nullable Nested inner) {
      this.inner = inner == null ? null : child("m", inner);
    }

    @Override
    protected NDArray forward(NDArray x) {
      NDArray w = rv("w", normal(x, 1));
      return inner == null ? w : inner.call(w);
    }
  }

  private static Nested nested(int depth) {
    Nested result = new Nested(null);
    for (int i = 1; i < depth; i++) {
      result = new Nested(result);
    }
    return result;
  }

  @Test
  void aDeepTreeIsBoundDrawnAndPrinted() {
    Model<NDArray, NDArray> model = nested(DEPTH).on(BorchArray.of(0).squeeze()).observe("w", 0.5);

    Trace trace = model.samplePrior(Seed.of(1).key());

    assertThat(trace.variables()).hasSize(DEPTH);
    assertThat(trace.variables().get(DEPTH - 1).name()).isEqualTo("m.".repeat(DEPTH - 1) + "w");
    String[] lines = model.toString().split("\n");
    assertThat(lines).hasSize(2 * DEPTH);
    assertThat(lines[1]).contains("w").contains("observed");
    assertThat(lines[3].strip()).startsWith("w").contains("Normal");
  }

  @Test
  void namesWithDotsBelongToTheModuleThatHasThem() {
    Module<NDArray, NDArray> leaf = Module.of((m, x) -> m.rv("a.b", normal(x, 1)));
    Module<NDArray, NDArray> root =
        new Module<>() {
          private final Module<NDArray, NDArray> part = child("part", leaf);

          @Override
          protected NDArray forward(NDArray x) {
            rv("part2.c", normal(0, 1));
            return part.call(x);
          }
        };

    assertThat(root.on(BorchArray.of(0)).toString().lines().map(String::strip))
        .anyMatch(line -> line.startsWith("part2.c "))
        .anyMatch(line -> line.startsWith("a.b "));
  }
}
