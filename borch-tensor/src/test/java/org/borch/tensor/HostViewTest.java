package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostViewTest {

  private static final int VIEWS = 2_000;

  @Test
  void aViewOfValuesInJavaMemoryKeepsThemWhenTheValuesAreCollected() {
    List<NDArray> views = new ArrayList<>();
    for (int i = 0; i < VIEWS; i++) {
      views.add(BorchArray.of(i).reshape(new Shape()));
    }
    collectAndReuseMemory();
    for (int i = 0; i < VIEWS; i++) {
      assertThat(BorchArray.wrap(views.get(i)).values()).containsExactly(i);
    }
  }

  @Test
  void aKeptViewOfValuesInJavaMemoryKeepsThem() {
    List<NDArray> views = new ArrayList<>();
    for (int i = 0; i < VIEWS; i++) {
      try (Scope scope = Scope.open()) {
        views.add(scope.keep(BorchArray.of(i, i).reshape(1, 2)));
      }
    }
    collectAndReuseMemory();
    for (int i = 0; i < VIEWS; i++) {
      assertThat(BorchArray.wrap(views.get(i)).values()).containsExactly(i, i);
    }
  }

  private static void collectAndReuseMemory() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      for (int i = 0; i < VIEWS; i++) {
        assertThat(BorchArray.of(-1, -1).reshape(2, 1).values()).containsOnly(-1);
      }
    }
  }
}
