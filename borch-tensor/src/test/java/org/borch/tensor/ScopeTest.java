package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ScopeTest {

  private static final NDArray DATA = BorchArray.of(1, 2, 3);

  private static boolean isReleased(NDArray array) {
    return BorchArray.wrap(array).toString().equals("closed array");
  }

  @Test
  void arraysDieWithTheInnermostScopeInWhichTheyWereMade() {
    NDArray outerArray;
    NDArray innerArray;
    try (Scope outer = Scope.open()) {
      outerArray = exp(DATA);
      try (Scope inner = Scope.open()) {
        assertThat(Scope.current()).isSameAs(inner);
        innerArray = exp(outerArray);
      }
      assertThat(Scope.current()).isSameAs(outer);
      assertThat(isReleased(innerArray)).isTrue();
      assertThat(isReleased(outerArray)).isFalse();
    }
    assertThat(Scope.current()).isNull();
    assertThat(isReleased(outerArray)).isTrue();
    assertThat(exp(DATA).toDoubleArray()).hasSize(3);
  }

  @Test
  void whatIsKeptMovesToTheEnclosingScope() {
    NDArray kept;
    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        kept = inner.keep(exp(DATA));
      }
      assertThat(kept.toDoubleArray()).hasSize(3);
    }
    assertThat(isReleased(kept)).isTrue();
  }

  @Test
  void whatIsKeptOfADerivativeOfAnOuterScopeLivesOn() {
    try (Scope outer = Scope.open()) {
      NDArray x = outer.watch(DATA);
      NDArray kept;
      try (Scope inner = Scope.open()) {
        kept = inner.keep(x.mul(2));
      }
      assertThat(kept.toDoubleArray()).containsExactly(2, 4, 6);
      assertThat(outer.gradient(kept.sum(), List.of(x)).get(0).toDoubleArray())
          .containsExactly(2, 2, 2);
    }
  }

  @Test
  void whatIsKeptCarriesNoDerivativeOfItsScope() {
    NDArray kept;
    try (Scope scope = Scope.open()) {
      kept = scope.keep(scope.watch(DATA).square());
      assertThat(BorchArray.wrap(kept).value()).isNotInstanceOf(Lifted.class);
    }
    assertThat(kept.add(1).toDoubleArray()).containsExactly(2, 5, 10);
  }

  @Test
  void keepingTwiceOrKeepingDataIsHarmless() {
    NDArray kept;
    try (Scope scope = Scope.open()) {
      NDArray array = exp(DATA);
      kept = scope.keep(array);
      assertThat(scope.keep(kept)).isSameAs(kept);
      assertThat(scope.keep(DATA)).isSameAs(DATA);
    }
    assertThat(kept.toDoubleArray()).hasSize(3);
    assertThat(DATA.toDoubleArray()).containsExactly(1, 2, 3);
  }

  @Test
  void aViewMayOutliveWhatItIsAViewOf() {
    NDArray kept;
    try (Scope scope = Scope.open()) {
      kept = scope.keep(DATA.mul(2).get("1:"));
    }
    assertThat(kept.toDoubleArray()).containsExactly(4, 6);
  }

  @Test
  void scopesCloseInReverseOrder() {
    Scope outer = Scope.open();
    Scope inner = Scope.open();

    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("reverse order");

    inner.close();
    inner.close();
    outer.close();
    assertThat(Scope.current()).isNull();
    assertThat(Nesting.current().level).isZero();
  }

  @Test
  void aScopeClosesInItsOwnThread() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> CompletableFuture.runAsync(scope::close).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("thread");
      assertThat(CompletableFuture.supplyAsync(Scope::current).join()).isNull();
    }
  }

  @Test
  void aMemoIsMadeOnceForEachOwnerAndScope() {
    Object owner = new Object();
    try (Scope outer = Scope.open()) {
      Object first = outer.memo(owner, Object::new);
      assertThat(outer.memo(owner, Object::new)).isSameAs(first);
      assertThat(outer.memo(new Object(), Object::new)).isNotSameAs(first);
      try (Scope inner = Scope.open()) {
        assertThat(inner.memo(owner, Object::new)).isNotSameAs(first);
      }
    }
    try (Scope next = Scope.open()) {
      assertThat(next.memo(owner, () -> "made again")).isEqualTo("made again");
    }
  }

  @Test
  void aClosedScopeRefusesWork() {
    Scope scope = Scope.open();
    NDArray x = scope.watch(DATA);
    NDArray loss = x.sum();
    scope.close();

    assertThatThrownBy(() -> scope.watch(DATA)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> scope.gradient(loss, List.of(x)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> scope.keep(DATA)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onlyWatchedArraysAreLeaves() {
    try (Scope scope = Scope.open()) {
      NDArray x = scope.watch(DATA);

      assertThatThrownBy(() -> scope.gradient(x.sum(), List.of(DATA)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("watch");
    }
  }

  @Test
  void dataThatWasMadeInAScopeMayBeUsedAfterIt() {
    BorchArray made;
    try (Scope scope = Scope.open()) {
      made = BorchArray.of(1, 2);
      exp(made);
    }
    assertThat(made.mul(2).toDoubleArray()).containsExactly(2, 4);
  }

  @Test
  void twentyThousandStepsLeaveNothingBehind() {
    NDArray x = BorchArray.of(new Shape(4), new double[] {0.1, 0.2, 0.3, 0.4});
    NDArray state = x;
    int before = 0;
    for (int step = 0; step < 20_000; step++) {
      if (step == 1000) {
        before = NativeArrays.settledCount(0);
      }
      try (Scope scope = Scope.open()) {
        NDArray at = scope.watch(state);
        NDArray schedule = BorchArray.scalar(1e-3 / (step + 1), DataType.FLOAT64);
        NDArray loss = exp(at.mul(x)).sum().log();
        NDArray gradient = scope.gradient(loss, List.of(at)).get(0);
        state = scope.keep(state.sub(gradient.mul(schedule)));
      }
    }
    assertThat(NativeArrays.settledCount(before)).isLessThanOrEqualTo(before);
  }

  @Test
  void anArrayThatAnOperationPassesThroughOutlivesItsFirstName() throws InterruptedException {
    NDArray passed = ArrayMath.stopGradient(exp(DATA));
    NDArray cast = ArrayMath.cast(ArrayMath.stopGradient(exp(DATA)), DataType.FLOAT64);

    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(passed.toDoubleArray()[0]).isEqualTo(Math.E);
    assertThat(cast.toDoubleArray()[0]).isEqualTo(Math.E);
  }

  @Test
  void dataOfAScopeThatIsUsedAfterItIsFreedWhenUnreachable() {
    exp(DATA);
    int before = NativeArrays.settledCount(0);
    for (int i = 0; i < 100; i++) {
      BorchArray made;
      try (Scope scope = Scope.open()) {
        made = BorchArray.of(1, 2);
      }
      exp(made);
    }

    assertThat(NativeArrays.settledCount(before)).isLessThanOrEqualTo(before);
  }

  @Test
  void resultsWithoutAScopeAreFreedWhenUnreachable() {
    exp(DATA);
    int before = NativeArrays.settledCount(0);
    for (int i = 0; i < 1000; i++) {
      exp(DATA).add(1);
    }

    assertThat(NativeArrays.settledCount(before)).isLessThanOrEqualTo(before);
    assertThat(exp(DATA).toDoubleArray()).hasSize(3);
  }

  @Test
  void aCappedManagerRefusesArrays() {
    try (BorchManager manager = BorchManager.create()) {
      NDArray data = manager.create(new float[] {1, 2});
      data.add(1);
      manager.cap();

      try (Scope scope = Scope.open()) {
        assertThatThrownBy(() -> data.add(1).toFloatArray())
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void whatAManagerOwnsClosesWithIt() {
    NDArray result;
    try (BorchManager manager = BorchManager.create()) {
      NDArray data = manager.create(new float[] {1, 2});
      result = data.add(1);
      assertThat(result.toFloatArray()).containsExactly(2, 3);
    }
    assertThat(isReleased(result)).isTrue();
  }

  /** One thread's scope must not free what another thread's operation reads. */
  @Test
  void threadsWithScopesOfTheirOwnShareAValueInJavaMemory() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      BorchArray shared;
      try (Scope scope = Scope.open()) {
        shared = BorchArray.of(1, 2, 3);
      }
      Callable<Void> task =
          () -> {
            for (int i = 0; i < 2_000; i++) {
              try (Scope scope = Scope.open()) {
                assertThat(BorchArray.wrap(shared.exp().sum()).values()[0])
                    .isCloseTo(Math.exp(1) + Math.exp(2) + Math.exp(3), within(1e-12));
              }
            }
            return null;
          };
      for (Future<Void> done : pool.invokeAll(Collections.nCopies(8, task))) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }
  }
}
