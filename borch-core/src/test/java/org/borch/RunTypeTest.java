package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The data decide the floating type of a run. */
class RunTypeTest {

  private static final NDArray DOUBLES = BorchArray.of(1, 2);
  private static final NDArray FLOATS = BorchArray.ofFloats(1, 2);
  private static final NDArray LONGS = BorchArray.ofLongs(1, 2);

  record Measured(NDArray x, String unit, double scale) {}

  private static <I> Module<I, NDArray> any() {
    return Module.of((m, x) -> m.rv("y", normal(m.rv("w", normal(0, 1)), BorchArray.of(1.0, 2.0))));
  }

  static Stream<Arguments> bound() {
    return Stream.of(
        Arguments.of("nothing", any().on(), DataType.FLOAT64),
        Arguments.of("float32 input", RunTypeTest.<NDArray>any().on(FLOATS), DataType.FLOAT32),
        Arguments.of("float64 input", RunTypeTest.<NDArray>any().on(DOUBLES), DataType.FLOAT64),
        Arguments.of("integers", RunTypeTest.<NDArray>any().on(LONGS), DataType.FLOAT64),
        Arguments.of("the widest input", any().on(new NDList(FLOATS, DOUBLES)), DataType.FLOAT64),
        Arguments.of(
            "a record, whose numbers do not count",
            any().on(new Measured(FLOATS, "kg", 2)),
            DataType.FLOAT32),
        Arguments.of("double[]", any().on(new double[] {1, 2}), DataType.FLOAT64),
        Arguments.of("float[]", any().on(new float[] {1, 2}), DataType.FLOAT32),
        Arguments.of("float32 data", any().on().observe("y", FLOATS), DataType.FLOAT32),
        Arguments.of("integer data", any().on().observe("y", LONGS), DataType.FLOAT64),
        Arguments.of(
            "data beside floating input",
            RunTypeTest.<NDArray>any().on(FLOATS).observe("y", DOUBLES),
            DataType.FLOAT32),
        Arguments.of(
            "data beside integer input",
            RunTypeTest.<NDArray>any().on(LONGS).observe("y", FLOATS),
            DataType.FLOAT32),
        Arguments.of(
            "the order of observe and in",
            RunTypeTest.<NDArray>any().on(DOUBLES).in(DataType.FLOAT32).observe("y", DOUBLES),
            DataType.FLOAT32),
        Arguments.of(
            "new input with a stated type",
            RunTypeTest.<NDArray>any().on(FLOATS).in(DataType.FLOAT32).on(DOUBLES),
            DataType.FLOAT32),
        Arguments.of(
            "a forced value",
            any().on().intervene("w", BorchArray.ofFloats(1).squeeze()),
            DataType.FLOAT64));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bound")
  void theWidestFloatingTypeOfTheDataIsTheRuns(String what, Model<?, ?> model, DataType expected) {
    assertThat(model.type()).isEqualTo(expected);
    try (Params params = model.init(Seed.of(1));
        Scope scope = Scope.open()) {
      assertThat(params.type()).isEqualTo(expected);
      Trace draw = model.sample(params, Seed.of(2).key());
      for (RandomVariable variable : draw.variables()) {
        assertThat(variable.value().getDataType()).isEqualTo(expected);
        assertThat(variable.logPrior().getDataType()).isEqualTo(expected);
      }
    }
  }

  @Test
  void minibatchesDecideByTheirInput() {
    Module<NDArray, NDArray> net =
        Module.of(
            (m, x) -> {
              NDArray w = m.rv("w", normal(0, 1));
              return m.plate("row").rv("y", normal(x.mul(w), 1));
            });
    NDArray y = BorchArray.of(1, 2, 3);
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray x = BorchArray.of(1, 2, 3).toType(type, false);
      Model<NDArray, NDArray> model =
          net.on(minibatches(x, 2).plate("row").observing("y", y)).observe("w", 0.5);
      assertThat(model.type()).isEqualTo(type);
      assertThat(model.withBatchOf(Seed.of(1).key()).type()).isEqualTo(type);
    }
  }

  @Test
  void labelsAloneLeaveTheTypeToTheInput() {
    Module<NDArray, NDArray> net =
        Module.of((m, x) -> m.rv("label", categorical(BorchArray.of(0.25, 0.75))));
    assertThat(net.on(FLOATS).observe("label", 1).type()).isEqualTo(DataType.FLOAT32);
    assertThat(net.on().observe("label", BorchArray.ofLongs(1).squeeze()).type())
        .isEqualTo(DataType.FLOAT64);
  }

  @Test
  void valuesThatTheTypeCannotHoldApartAreAWarningThatNamesTheVariable() {
    NDArray times = BorchArray.of(1.7e9 - 1, 1.7e9 + 1);
    assertThat(warnings(() -> RunTypeTest.<NDArray>any().on(FLOATS).observe("y", times)))
        .singleElement()
        .asString()
        .contains("the data of y", "1.699999999E9", "FLOAT64");
    assertThat(warnings(() -> RunTypeTest.<NDArray>any().on(times).in(DataType.FLOAT32)))
        .singleElement()
        .asString()
        .contains("an input of shape (2)");
    NDArray years = BorchArray.of(1951, 2020.5);
    assertThat(warnings(() -> RunTypeTest.<NDArray>any().on(FLOATS).observe("y", years))).isEmpty();
    assertThat(warnings(() -> RunTypeTest.<NDArray>any().on(times))).isEmpty();
    NDArray same = BorchArray.of(1.7e9 + 1, 1.7e9 + 1);
    assertThat(warnings(() -> RunTypeTest.<NDArray>any().on(FLOATS).observe("y", same))).isEmpty();
  }

  @Test
  void aMillionEvenNumbersSurviveInFloat32() {
    double[] numbers = new SplittableRandom(1).doubles(1_000_000).toArray();
    assertThat(
            warnings(
                () ->
                    Module.<NDArray, Integer>of((m, x) -> 0)
                        .on(BorchArray.of(numbers))
                        .in(DataType.FLOAT32)))
        .isEmpty();
  }

  private static List<String> warnings(Runnable run) {
    List<String> messages = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            messages.add(MessageFormat.format(logged.getMessage(), logged.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Model.class.getName());
    logger.addHandler(handler);
    try {
      run.run();
    } finally {
      logger.removeHandler(handler);
    }
    return messages;
  }
}
