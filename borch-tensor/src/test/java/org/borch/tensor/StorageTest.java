package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class StorageTest {

  private static double[] read(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void noScopeFreesItHoweverDeepItWasMade() {
    Storage storage;
    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        storage = Storage.copyOf(BorchArray.of(1.0, 2.0).mul(2), "numbers");
      }
      storage.set(BorchArray.of(3.0, 4.0).mul(2));
    }
    assertThat(read(storage.array())).containsExactly(6, 8);
    storage.close();
    assertThat(storage.array().isReleased()).isTrue();
  }

  @Test
  void viewsShowLaterWrites() {
    try (Storage storage = Storage.copyOf(BorchArray.of(1.0, 2.0, 3.0, 4.0, 5.0), "numbers")) {
      NDArray view = storage.view(1, new Shape(2, 2));
      storage.set(BorchArray.of(6.0, 7.0, 8.0, 9.0, 10.0));
      assertThat(view.getShape()).isEqualTo(new Shape(2, 2));
      assertThat(read(view)).containsExactly(7, 8, 9, 10);
    }
  }

  @Test
  void itHoldsACopy() {
    BorchArray values = BorchArray.of(1.0, 2.0).add(0);
    try (Storage storage = Storage.copyOf(values, "numbers")) {
      storage.set(BorchArray.of(5.0, 6.0));
      assertThat(read(values)).containsExactly(1, 2);
    }
  }

  @Test
  void onlySetWritesAndOnlyTheSameShapeAndType() {
    try (Storage storage = Storage.copyOf(BorchArray.of(1.0, 2.0), "the numbers")) {
      assertThatThrownBy(() -> storage.array().addi(1))
          .hasMessageContaining("the numbers")
          .hasMessageContaining("read-only");
      assertThatThrownBy(() -> storage.set(BorchArray.of(1.0)))
          .hasMessageContaining("(1)")
          .hasMessageContaining("(2)");
      assertThatThrownBy(() -> storage.set(BorchArray.ofFloats(1f, 2f)))
          .hasMessageContaining("float32")
          .hasMessageContaining("float64");
    }
  }

  @Test
  void anEmptyVectorIsStoredToo() {
    try (Storage storage = Storage.copyOf(BorchArray.of(new Shape(0), new double[0]), "none")) {
      storage.set(BorchArray.of(new Shape(0), new double[0]));
      assertThat(storage.array().size()).isZero();
    }
  }
}
