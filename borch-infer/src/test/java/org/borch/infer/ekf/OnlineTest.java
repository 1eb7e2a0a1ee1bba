package org.borch.infer.ekf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.borch.Batch;
import org.borch.infer.density.StepData;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Online;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.vi.GaussianVi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fits that take one batch after the other. */
class OnlineTest {

  private static final LinearRows LINE = new LinearRows();
  private static final Seed SEED = Seed.of(4);
  private static final Ekf KALMAN =
      Ekf.defaults().withDense(true).withCurvature(Ekf.Curvature.GAUSS_NEWTON).withDrift(0.1);

  private static Batch<?> batch(int... rows) {
    return LINE.data(DataType.FLOAT64, rows).batch().orElseThrow();
  }

  /** Of one row and of two. */
  private static List<Batch<?>> batches() {
    return List.of(
        batch(0, 1), batch(2), batch(3, 4), batch(5, 6), batch(7), batch(1, 3), batch(2, 4));
  }

  private static EkfSteps filter(BackEnd backEnd) {
    return KALMAN.on(LINE.observations(DataType.FLOAT64).withBackEnd(backEnd));
  }

  private static StepAlgorithm vi(BackEnd backEnd) {
    return GaussianVi.defaults().on(LINE.observations(DataType.FLOAT64).withBackEnd(backEnd));
  }

  private static Online begin(StepAlgorithm algorithm) {
    return Online.begin(algorithm, algorithm.init(BorchArray.of(0, 0, 0)), SEED);
  }

  private static double[] values(FlatState state, String name) {
    return BorchArray.wrap(state.array(name)).values();
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void eachBatchIsAnUpdate(BackEnd backEnd) {
    EkfSteps filter = filter(backEnd);
    Online online = begin(filter);
    FlatState expected = filter.init(BorchArray.of(0, 0, 0));
    for (Batch<?> batch : batches()) {
      expected = filter.update(expected, StepData.of(batch), Key.of(0)).state();
      FlatState found = online.take(batch);
      assertThat(found.step().value()).isEqualTo(expected.step().value());
      assertThat(values(found, "position"))
          .containsExactly(values(expected, "position"), within(1e-12));
      assertThat(values(found, "covariance"))
          .containsExactly(values(expected, "covariance"), within(1e-12));
      assertThat(online.info().get(EkfSteps.LOG_LIKELIHOOD)).isNegative();
    }
    assertThat(online.execution().backEnd()).isEqualTo(backEnd);
    assertThat(online).hasToString("Online(7 batches, " + filter + ")");
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void savedAndResumedItHasTheBitsOfOneThatWentOn(BackEnd backEnd, @TempDir Path directory) {
    for (StepAlgorithm algorithm : List.of(filter(backEnd), vi(backEnd))) {
      Online whole = begin(algorithm);
      assertThat(whole.take(batches().iterator())).isEqualTo(7);
      Online part = begin(algorithm);
      part.take(batches().subList(0, 3).iterator());
      Path file = directory.resolve(algorithm.name());
      part.save(file);
      Online resumed = Online.resume(algorithm, file);
      resumed.take(batches().subList(3, 7).iterator());
      for (String name : whole.state().arrays().keySet()) {
        assertThat(values(resumed.state(), name)).containsExactly(values(whole.state(), name));
      }
      assertThat(resumed.state().step()).isEqualTo(whole.state().step());
    }
  }

  @Test
  void otherSettingsDoNotGoOn(@TempDir Path directory) {
    Path file = directory.resolve("online");
    begin(filter(BackEnd.JVM)).save(file);
    EkfSteps other =
        KALMAN.withDrift(0.2).on(LINE.observations(DataType.FLOAT64).withBackEnd(BackEnd.JVM));
    assertThatThrownBy(() -> Online.resume(other, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drift");
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void whatWasReadWhileBatchesCameIsAStateOfOneOfThem(BackEnd backEnd) throws Exception {
    Map<Long, double[]> expected = new ConcurrentHashMap<>();
    Online alone = begin(filter(backEnd));
    expected.put(0L, values(alone.state(), "covariance"));
    List<Batch<?>> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.addAll(batches());
    }
    for (Batch<?> batch : many) {
      FlatState state = alone.take(batch);
      expected.put(state.step().value(), values(state, "covariance"));
    }
    Online online = begin(filter(backEnd));
    LinkedBlockingQueue<Batch<?>> queue = new LinkedBlockingQueue<>();
    Thread taking = new Thread(() -> online.follow(queue));
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> wrong = new AtomicReference<>();
    Thread reading =
        new Thread(
            () -> {
              try {
                while (!done.get()) {
                  FlatState state = online.state();
                  assertThat(values(state, "covariance"))
                      .containsExactly(expected.get(state.step().value()));
                }
              } catch (AssertionError | RuntimeException e) {
                wrong.set(e);
              }
            });
    taking.start();
    reading.start();
    queue.addAll(many);
    while (online.state().step().value() < many.size() && taking.isAlive()) {
      Thread.sleep(1);
    }
    done.set(true);
    taking.interrupt();
    taking.join();
    reading.join();
    assertThat(wrong.get()).isNull();
    assertThat(online.state().step().value()).isEqualTo(many.size());
  }

  @Test
  void timePassesBetweenBatches() {
    EkfSteps filter = filter(BackEnd.JVM);
    Online online = begin(filter);
    FlatState before = online.take(batch(0, 1));
    FlatState after = online.change(state -> filter.predict(state, BorchArray.of(0.5)));
    double[] covariance = values(before, "covariance");
    for (int i = 0; i < 9; i += 4) {
      covariance[i] += 0.5;
    }
    assertThat(values(after, "covariance")).containsExactly(covariance, within(1e-15));
    FlatState next = online.take(batch(2));
    FlatState direct = filter.update(after, StepData.of(batch(2)), Key.of(0)).state();
    assertThat(values(next, "position")).containsExactly(values(direct, "position"), within(1e-12));
    assertThatThrownBy(() -> online.change(state -> state.with("position", BorchArray.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("change to the arrays");
  }

  @Test
  void aBatchThatIsNotFiniteLeavesTheStateAsItWas() {
    Online online = begin(filter(BackEnd.JVM));
    assertThatThrownBy(online::info)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before the first batch");
    online.take(batch(0));
    NDArray before = online.state().position();
    Batch<NDArray> bad =
        new Batch<>(
            BorchArray.of(new double[][] {{1, 2, 1}}),
            "row",
            LinearRows.N,
            BorchArray.of(new ai.djl.ndarray.types.Shape(1), new long[] {0}),
            Map.of("y", BorchArray.of(Double.NaN)));
    assertThatThrownBy(() -> online.take(bad))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("step 1 of Ekf");
    assertThat(online.state().position()).isSameAs(before);
    assertThat(online.take(batch(1)).step().value()).isEqualTo(2);
  }
}
