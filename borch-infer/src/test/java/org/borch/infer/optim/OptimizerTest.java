package org.borch.infer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.Params;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

  /** The quadratic Σ c (θ - a)² / 2 over five elements in two parameters. */
  private static final double[] CURVATURE = {1, 0.1, 10, 3, 0.5};

  private static final double[] MINIMUM = {1, -2, 0.3, 5, 0};
  private static final double[] START = {0, 1, 2, -1, 0.5};

  @TempDir Path directory;

  private static Params start(DataType type) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("a|loc", BorchArray.of(START[0], START[1]));
    values.put("b|loc", BorchArray.of(new double[][] {{START[2], START[3], START[4]}}));
    return Params.of(type, Seed.of(1), values);
  }

  private static NDArray loss(Params params) {
    NDArray a = params.get("a|loc").sub(BorchArray.of(MINIMUM[0], MINIMUM[1]));
    NDArray b = params.get("b|loc").sub(BorchArray.of(MINIMUM[2], MINIMUM[3], MINIMUM[4]));
    return square(a)
        .mul(BorchArray.of(CURVATURE[0], CURVATURE[1]))
        .sum()
        .add(square(b).mul(BorchArray.of(CURVATURE[2], CURVATURE[3], CURVATURE[4])).sum())
        .div(2);
  }

  private static Optimizer.State run(
      Optimizer optimizer, Params params, Optimizer.State state, int steps) {
    Optimizer.State now = state;
    for (int i = 0; i < steps; i++) {
      try (Scope scope = Scope.open()) {
        now = optimizer.update(now, params, params.gradient(loss(params)));
      }
    }
    return now;
  }

  private static double[] flat(Params params) {
    return BorchArray.wrap(params.flat()).values();
  }

  static Stream<Arguments> optimizers() {
    Schedule decaying = Schedule.exponential(0.05, 0.5, 40).after(10);
    Schedule rate = Schedule.constant(0.02);
    Sgd sgd = Sgd.defaults();
    Adam adam = Adam.defaults().withLearningRate(decaying);
    RmsProp rms = RmsProp.defaults();
    return Stream.of(
        Arguments.of(sgd, Reference.sgd(Schedule.constant(0.01), 0, false)),
        Arguments.of(sgd.withLearningRate(0.02).withMomentum(0.9), Reference.sgd(rate, 0.9, false)),
        Arguments.of(
            sgd.withLearningRate(0.02).withMomentum(0.9).withNesterov(true),
            Reference.sgd(rate, 0.9, true)),
        Arguments.of(adam, Reference.adam(decaying, 0.9, 0.999, 1e-8, false, 0)),
        Arguments.of(
            adam.withBetas(0.8, 0.95).withEpsilon(1e-3).withAmsgrad(true),
            Reference.adam(decaying, 0.8, 0.95, 1e-3, true, 0)),
        Arguments.of(
            AdamW.defaults().withLearningRate(0.02).withWeightDecay(0.1),
            Reference.adam(rate, 0.9, 0.999, 1e-8, false, 0.1)),
        Arguments.of(rms, Reference.rmsProp(Schedule.constant(0.01), 0.99, 1e-8, 0)),
        Arguments.of(
            rms.withLearningRate(0.02).withDecay(0.9).withEpsilon(1e-4).withMomentum(0.5),
            Reference.rmsProp(rate, 0.9, 1e-4, 0.5)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void hundredStepsAgreeWithThePapersFormulas(Optimizer optimizer, Reference.Rule rule) {
    try (Params params = start(DataType.FLOAT64)) {
      double[] theta = START.clone();
      double[][] states = new double[theta.length][3];
      Optimizer.State state = optimizer.init(params);
      for (int t = 0; t < 100; t++) {
        state = run(optimizer, params, state, 1);
        for (int i = 0; i < theta.length; i++) {
          double g = CURVATURE[i] * (theta[i] - MINIMUM[i]);
          theta[i] = rule.step(t, theta[i], g, states[i]);
        }
        assertThat(flat(params)).as("after step %d", t).containsExactly(theta, within(1e-12));
      }
      assertThat(state.step()).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aResumedRunHasTheBitsOfAnUninterruptedOne(Optimizer optimizer, Reference.Rule unused) {
    try (Params whole = start(DataType.FLOAT32);
        Params half = start(DataType.FLOAT32)) {
      run(optimizer, whole, optimizer.init(whole), 60);
      Optimizer.State state = run(optimizer, half, optimizer.init(half), 30);
      half.save(directory.resolve("params.json"));
      state.save(directory.resolve("state.json"));
      try (Params resumed = Params.load(directory.resolve("params.json"))) {
        Optimizer.State loaded = Optimizer.State.load(directory.resolve("state.json"), resumed);
        assertThat(loaded.step()).isEqualTo(30);
        run(optimizer, resumed, loaded, 30);
        assertThat(flat(resumed)).containsExactly(flat(whole));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsLeaveNoNativeArraysBehind(Optimizer optimizer, Reference.Rule unused) {
    try (Params params = start(DataType.FLOAT32)) {
      Optimizer.State state = run(optimizer, params, optimizer.init(params), 20);
      int live = live(params);
      run(optimizer, params, state, 2_000);
      assertThat(live(params)).isLessThanOrEqualTo(live);
    }
  }

  private static int live(Params params) {
    return params.flat().getManager().getManagedArrays().size();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void statesExtendWithTheParameters(Optimizer optimizer, Reference.Rule unused) {
    try (Params params = start(DataType.FLOAT64);
        Params alone = start(DataType.FLOAT64)) {
      Optimizer.State state = run(optimizer, params, optimizer.init(params), 10);
      params.declare("late", new Shape(2), () -> BorchArray.of(1.0, 2.0));
      run(optimizer, params, state, 10);
      run(optimizer, alone, optimizer.init(alone), 20);
      double decay = optimizer instanceof AdamW ? 0.1 : 0;
      assertThat(flat(params)).startsWith(flat(alone)).hasSize(7);
      assertThat(flat(params)[6]).isCloseTo(2 * Math.pow(1 - 0.02 * decay, 10), within(1e-12));
    }
  }

  @Test
  void ratesByNameScaleTheStep() {
    LearningRate rate =
        LearningRate.of(0.1).withFactor("*|loc", 0).withFactor("b*", 0.5).withFactor("lat.", 3);
    Sgd sgd = Sgd.defaults().withLearningRate(rate);
    try (Params params = start(DataType.FLOAT32)) {
      Optimizer.State state = run(sgd, params, sgd.init(params), 1);
      assertThat(flat(params)[0]).isEqualTo(START[0]);
      assertThat(flat(params)[3]).isCloseTo(-1 + 0.1 * 0.5 * 3 * 6, within(1e-6));
      params.declare("late", new Shape(1), () -> BorchArray.of(1.0));
      try (Scope scope = Scope.open()) {
        NDArray gradient = params.gradient(params.get("late").sum());
        sgd.update(state, params, gradient);
      }
      assertThat(flat(params)[5]).isCloseTo(0.9, within(1e-6));
    }
  }

  @Test
  void clippingLimitsTheGradient() {
    Sgd sgd = Sgd.defaults().withLearningRate(1);
    try (Params params = start(DataType.FLOAT64)) {
      double[] before = flat(params);
      Optimizer byNorm = sgd.clippedToNorm(0.5);
      Optimizer.State state = byNorm.init(params);
      byNorm.update(state, params, BorchArray.of(3, 0, 0, -4, 0));
      assertThat(flat(params)[0]).isCloseTo(before[0] - 0.3, within(1e-15));
      assertThat(flat(params)[3]).isCloseTo(before[3] + 0.4, within(1e-15));

      byNorm.update(state, params, BorchArray.of(0, 0.25, 0, 0, 0));
      assertThat(flat(params)[1]).as("short enough").isEqualTo(before[1] - 0.25);
      byNorm.update(state, params, BorchArray.of(0, 0, 0, 0, 0));
      assertThat(flat(params)).as("zero gradient").doesNotContain(Double.NaN);

      sgd.clippedToValue(2).update(state, params, BorchArray.of(0, 0, -7, 0, 1));
      assertThat(flat(params)[2]).isEqualTo(before[2] + 2);
      assertThat(flat(params)[4]).isEqualTo(before[4] - 1);
    }
  }

  @Test
  void djlOptimizersMoveTheParameters() {
    var djl =
        ai.djl.training.optimizer.Optimizer.adam()
            .optLearningRateTracker(Tracker.fixed(0.02f))
            .build();
    Adam ours = Adam.defaults().withLearningRate(0.02);
    try (Params params = start(DataType.FLOAT32);
        Params same = start(DataType.FLOAT32)) {
      DjlOptimizer adapter = new DjlOptimizer(djl);
      Optimizer.State state = run(adapter, params, adapter.init(params), 50);
      params.declare("late", new Shape(1), () -> BorchArray.of(1.0));
      run(adapter, params, state, 10);
      run(ours, same, ours.init(same), 60);
      // Both in float32; DJL's epsilon stands beside the uncorrected root.
      assertThat(flat(params)).hasSize(6);
      for (int i = 0; i < 5; i++) {
        assertThat(flat(params)[i]).isCloseTo(flat(same)[i], within(1e-3));
      }
    }
  }

  @Test
  void wrongUseSaysWhatToDo() {
    Adam adam = Adam.defaults();
    try (Params params = start(DataType.FLOAT64);
        Params other = start(DataType.FLOAT64)) {
      Optimizer.State state = adam.init(params);
      NDArray gradient = BorchArray.of(START);
      assertThatThrownBy(() -> adam.update(state, other, gradient))
          .hasMessageContaining("state of other parameters");
      assertThatThrownBy(() -> adam.update(state, params, BorchArray.of(1.0)))
          .hasMessageContaining("float64(1)")
          .hasMessageContaining("float64(5)");
      assertThatThrownBy(() -> adam.update(Sgd.defaults().init(params), params, gradient))
          .hasMessageContaining("without mean");
      params.close();
      assertThatThrownBy(() -> adam.update(state, params, gradient))
          .hasMessageContaining("used after close");
    }
    assertThatThrownBy(() -> adam.withBetas(1, 0.9)).hasMessageContaining("beta1 = 1.0");
    assertThatThrownBy(() -> adam.withLearningRate(-1)).hasMessageContaining("rate = -1.0");
    assertThatThrownBy(() -> adam.clippedToNorm(0)).hasMessageContaining("limit = 0.0");
    assertThatThrownBy(() -> Sgd.defaults().withNesterov(true)).hasMessageContaining("momentum");
  }

  @Test
  void equalSettingsAreEqual() {
    assertThat(Adam.defaults()).isEqualTo(Adam.defaults());
    assertThat(Adam.defaults().withLearningRate(1)).isNotEqualTo(Adam.defaults());
  }
}
