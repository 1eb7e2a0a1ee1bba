package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class ParamsTest {

  private static double[] read(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static Params example(DataType type) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("mu|loc", BorchArray.scalar(0.5, DataType.FLOAT64));
    values.put("unused", BorchArray.of(7.0, 8.0));
    values.put("weight|loc", BorchArray.of(new double[][] {{1, -2, 0.3}, {0.1, 0.2, -0.4}}));
    values.put("last", BorchArray.of(9.0));
    return Params.of(type, Seed.of(1), values);
  }

  /** Σ exp(w) mu + mu², with mu and w among the example's parameters. */
  private static NDArray loss(NDArray mu, NDArray weight) {
    return exp(weight).mul(mu).sum().add(square(mu));
  }

  @Test
  void otherParametersGiveWhatFitsByNameAndShape() {
    try (Params params = example(DataType.FLOAT32);
        Params other =
            Params.of(
                DataType.FLOAT64,
                Seed.of(2),
                Map.of(
                    "mu|loc", BorchArray.scalar(0.1, DataType.FLOAT64),
                    "last", BorchArray.of(1, 2),
                    "weight|scale", BorchArray.of(3.0)))) {
      Params.Taken taken = params.takeFrom(other);
      assertThat(taken.taken()).containsExactly("mu|loc");
      assertThat(taken.kept().keySet()).containsExactly("unused", "weight|loc", "last");
      assertThat(taken.kept().get("last")).isEqualTo("shape (1), but the others' is (2)");
      assertThat(taken.unused()).containsExactly("weight|scale");
      assertThat(taken.toString()).contains("unused: not among the others", "not used: [weight|sc");
      assertThat(read(params.flat()))
          .containsExactly(0.1f, 7, 8, 1, -2, 0.3f, 0.1f, 0.2f, -0.4f, 9);
      assertThat(read(other.get("mu|loc"))).containsExactly(0.1);
    }
  }

  @Test
  void namesStandInOrderOfDeclaration() {
    try (Params params = example(DataType.FLOAT32)) {
      assertThat(params.names()).containsExactly("mu|loc", "unused", "weight|loc", "last");
      assertThat(params.size()).isEqualTo(10);
      assertThat(params.offset("weight|loc")).isEqualTo(3);
      assertThat(params.shape("weight|loc")).isEqualTo(new Shape(2, 3));
      assertThat(params.contains("weight")).isFalse();
      assertThat(read(params.flat())).containsExactly(0.5, 7, 8, 1, -2, 0.3f, 0.1f, 0.2f, -0.4f, 9);
    }
  }

  @Test
  void aFloat64ModelStaysFloat64ThroughoutF36() {
    try (Params params = example(DataType.FLOAT64)) {
      params.declare("number", new Shape(), () -> BorchArray.scalar(0.1, DataType.FLOAT32));
      params.update(params.flat().add(1));
      try (Scope scope = Scope.open()) {
        NDArray gradient = params.gradient(loss(params.get("mu|loc"), params.get("weight|loc")));
        assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT64);
        assertThat(params.get("number").getDataType()).isEqualTo(DataType.FLOAT64);
        assertThat(params.flat().getDataType()).isEqualTo(DataType.FLOAT64);
      }
    }
  }

  @Test
  void aScopeHandsOutTheSameLeafEachTime() {
    try (Params params = example(DataType.FLOAT32);
        Scope scope = Scope.open()) {
      assertThat(params.get("last")).isSameAs(params.get("last"));
      assertThat(params.declare("last", new Shape(1), () -> null)).isSameAs(params.get("last"));
    }
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    try (Params params = example(DataType.FLOAT64)) {
      double[] gradient;
      try (Scope scope = Scope.open()) {
        NDArray loss = loss(params.get("mu|loc"), params.get("weight|loc"));
        gradient = read(params.gradient(loss));
      }
      double[] at = read(params.flat());
      double step = 1e-5;
      for (int i = 0; i < at.length; i++) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += step;
        down[i] -= step;
        double expected = (lossAt(params, up) - lossAt(params, down)) / (2 * step);
        // Central differences: step² times the third derivative, plus rounding over step.
        assertThat(gradient[i]).as("element %d", i).isCloseTo(expected, within(1e-8));
      }
      assertThat(gradient[1]).isZero();
      assertThat(gradient[9]).isZero();
    }
  }

  private static double lossAt(Params params, double[] flat) {
    params.update(BorchArray.of(flat));
    return read(loss(params.get("mu|loc"), params.get("weight|loc")))[0];
  }

  @Test
  void gradientOfALossWithoutParametersIsZero() {
    try (Params params = example(DataType.FLOAT64);
        Scope scope = Scope.open()) {
      NDArray gradient = params.gradient(BorchArray.scalar(3, DataType.FLOAT64));
      assertThat(read(gradient)).containsOnly(0).hasSize(10);
    }
  }

  @Test
  void updatesShowInLaterReads() {
    try (Params params = example(DataType.FLOAT64)) {
      NDArray view = params.get("weight|loc");
      params.update(BorchArray.full(new Shape(10), 2, DataType.FLOAT64));
      params.add(BorchArray.full(new Shape(10), 0.5, DataType.FLOAT64));
      assertThat(read(params.get("weight|loc"))).containsOnly(2.5).hasSize(6);
      assertThat(read(view)).as("taken before training").contains(-2);
      NDArray trained = params.get("last");
      params.add(BorchArray.full(new Shape(10), 1, DataType.FLOAT64));
      assertThat(read(trained)).containsExactly(3.5);
    }
  }

  @Test
  void extensionKeepsTrainedValues() {
    try (Params params = example(DataType.FLOAT64)) {
      params.update(BorchArray.full(new Shape(10), 2, DataType.FLOAT64));
      int before = params.revision();
      try (Scope scope = Scope.open()) {
        NDArray late = params.declare("late", new Shape(2), () -> BorchArray.of(4.0, 5.0));
        NDArray gradient = params.gradient(square(late).sum().add(params.get("last").sum()));
        assertThat(read(gradient)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 8, 10);
        params.add(gradient);
      }
      assertThat(params.revision()).isEqualTo(before + 1);
      assertThat(read(params.flat())).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 12, 15);
    }
  }

  @Test
  void manyThreadsExtendOnceAndConsistently() throws Exception {
    int threads = 8;
    int names = 50;
    AtomicInteger initialised = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Params params = Params.empty(DataType.FLOAT64, Seed.of(1))) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int shift = t;
        tasks.add(
            () -> {
              for (int i = 0; i < names; i++) {
                int n = (i + shift * 7) % names;
                try (Scope scope = Scope.open()) {
                  NDArray value =
                      params.declare(
                          "p" + n,
                          new Shape(2),
                          () -> {
                            initialised.incrementAndGet();
                            return BorchArray.of(n, -n);
                          });
                  assertThat(read(value)).containsExactly(n, -n);
                  assertThat(read(params.gradient(value.sum())))
                      .contains(1, 1)
                      .hasSizeGreaterThanOrEqualTo(2);
                }
              }
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
      assertThat(initialised).hasValue(names);
      assertThat(params.size()).isEqualTo(2L * names);
      params.values().forEach((name, v) -> assertThat("p" + (int) read(v)[0]).isEqualTo(name));
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void failedDeclarationChangesNothing() {
    try (Params params = example(DataType.FLOAT32)) {
      assertThatThrownBy(
              () -> params.declare("nan", new Shape(2), () -> BorchArray.of(1, Double.NaN)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nan")
          .hasMessageContaining("NaN at element 1");
      assertThatThrownBy(() -> params.declare("s", new Shape(2), () -> BorchArray.of(1.0)))
          .hasMessageContaining("(1)")
          .hasMessageContaining("(2)");
      assertThatThrownBy(() -> params.declare("last", new Shape(2), () -> BorchArray.of(1.0)))
          .hasMessageContaining("parameter last has shape (1), but the model asks for (2)");
      assertThat(params.size()).isEqualTo(10);
      assertThat(params.names()).doesNotContain("nan", "s");
    }
  }

  @Test
  void wrongUseSaysWhatToDo() {
    Params params = example(DataType.FLOAT64);
    assertThatThrownBy(() -> params.get("mu"))
        .hasMessageContaining("no parameter mu")
        .hasMessageContaining("mu|loc");
    assertThatThrownBy(() -> params.update(BorchArray.of(1.0)))
        .hasMessageContaining("float64(1)")
        .hasMessageContaining("float64(10)");
    assertThatThrownBy(() -> params.gradient(BorchArray.of(1.0)))
        .hasMessageContaining("Scope.open()");
    assertThatThrownBy(() -> params.get("last").addi(1))
        .hasMessageContaining("parameter last")
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> params.flat().addi(1)).hasMessageContaining("read-only");
    try (Scope scope = Scope.open()) {
      NDArray loss = params.get("last").sum();
      params.add(params.gradient(loss));
      assertThatThrownBy(() -> params.gradient(loss)).hasMessageContaining("a scope for each step");
    }
    params.close();
    params.close();
    assertThat(params).hasToString("Params(closed)");
    assertThatThrownBy(() -> params.get("last"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("used after close")
        .hasMessageContaining("copy()");
  }

  @Test
  void aCopyLivesOnItsOwn() {
    Params params = example(DataType.FLOAT32);
    try (Params copy = params.copy()) {
      params.update(BorchArray.full(new Shape(10), 1, DataType.FLOAT32));
      params.close();
      assertThat(copy.names()).containsExactly("mu|loc", "unused", "weight|loc", "last");
      assertThat(read(copy.get("unused"))).containsExactly(7, 8);
    }
  }

  @Test
  void companionsGrowAndCloseWithTheParameters() {
    Params params = example(DataType.FLOAT64);
    Companion moment = params.companion();
    try (Scope scope = Scope.open()) {
      moment.update(BorchArray.full(new Shape(10), 3, DataType.FLOAT64).mul(2));
    }
    params.declare("late", new Shape(2), () -> BorchArray.of(4.0, 5.0));
    assertThat(read(moment.flat())).containsExactly(6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 0, 0);
    params.close();
    assertThatThrownBy(moment::flat).hasMessageContaining("used after close");
  }

  @Test
  void stepsLeaveNoNativeArraysBehind() {
    try (Params params = example(DataType.FLOAT32)) {
      Companion moment = params.companion();
      params.add(moment.flat());
      for (int step = 0; step < 20; step++) {
        step(params, moment);
      }
      int live = live(params);
      for (int step = 0; step < 2_000; step++) {
        step(params, moment);
      }
      assertThat(live(params)).isLessThanOrEqualTo(live);
    }
  }

  @Test
  void updatesOutsideAScopeLeaveNoNativeArraysBehind() {
    try (Params params = example(DataType.FLOAT32)) {
      NDArray values = BorchArray.full(new Shape(10), 2, DataType.FLOAT32);
      params.update(values);
      int live = live(params);
      for (int step = 0; step < 2_000; step++) {
        params.update(values);
      }
      assertThat(live(params)).isLessThanOrEqualTo(live);
    }
  }

  private static void step(Params params, Companion moment) {
    try (Scope outer = Scope.open();
        Scope scope = Scope.open()) {
      NDArray gradient = params.gradient(loss(params.get("mu|loc"), params.get("weight|loc")));
      moment.update(moment.flat().mul(0.9).add(gradient));
      params.add(moment.flat().mul(-1e-6));
    }
  }

  private static int live(Params params) {
    return params.flat().getManager().getManagedArrays().size();
  }
}
