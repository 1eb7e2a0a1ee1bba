package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchFunction;
import org.borch.tensor.TorchWriter;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys whose bits are known only when the program runs. */
class ArrayKeyTest {

  private static final Spec KEY = new Spec(new Shape(2), DataType.INT64);

  private static NDArray noise(Draw.Kind kind, Noise noise, DataType type) {
    Noise typed = Noise.of(noise.key(), type);
    return switch (kind) {
      case NORMAL -> typed.normal(new Shape(2, 150));
      case UNIFORM -> typed.uniform(new Shape(2, 150));
      case EXPONENTIAL -> typed.exponential(new Shape(2, 150));
    };
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @ParameterizedTest
  @EnumSource(Draw.Kind.class)
  void oneProgramDrawsForEveryKeyWhatTheKeyItselfDraws(Draw.Kind kind) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Graph graph =
          Graph.trace(
              in -> {
                Key key = Key.of(in.get(0)).at("site").at(3);
                return List.of(noise(kind, Noise.of(key), type));
              },
              List.of(KEY));
      Plan plan = Program.of(graph).plan();

      for (long bits : new long[] {0, -1, 17, Long.MIN_VALUE, 0x0123456789abcdefL}) {
        System.arraycopy(values(Key.of(bits).halves()), 0, plan.input(0), 0, 2);
        plan.run();

        Key key = Key.of(bits).at("site").at(3);
        double[] drawn = new double[graph.outputs().get(0).size()];
        plan.read(0, drawn);
        assertThat(drawn).isEqualTo(values(noise(kind, Noise.of(key), type)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Draw.Kind.class)
  void torchScriptDrawsTheSameNumbersToRounding(Draw.Kind kind) {
    KeyPath path = KeyPath.SELF.then(KeyPath.Step.of("site"));
    List<Key> keys = LongStream.range(0, 64).mapToObj(Key.of(5)::at).toList();
    BorchArray halves = BorchArray.wrap(Key.halves(keys));
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Spec spec = new Spec(new Shape(3, 100), type);
      Draw.Standard draw = new Draw.Standard(kind, new KeySource(0, path), spec, null);
      TorchWriter writer = new TorchWriter();
      String result = draw.torch(writer, List.of("key"), List.of(halves.spec()));
      TorchFunction function =
          TorchFunction.of(
              writer, List.of(new TorchFunction.Argument("key", halves.spec())), List.of(result));
      try (Scope scope = Scope.open()) {
        double[] drawn = function.call(List.of(halves)).get(0).values();

        double[] expected = values(BorchArray.apply(draw, List.of(halves)));
        assertThat(drawn).hasSameSizeAs(expected);
        double tolerance = type == DataType.FLOAT64 ? 1e-13 : 2e-6;
        for (int i = 0; i < drawn.length; i++) {
          assertThat(drawn[i]).isCloseTo(expected[i], within(tolerance));
        }
      }
    }
  }

  @Test
  void manyKeysInOneArrayDrawLikeEachAlone() {
    List<Key> keys = LongStream.range(0, 5).mapToObj(Key.of(8)::at).toList();
    BorchArray halves = BorchArray.wrap(Key.halves(keys));
    BorchArray concentration = BorchArray.of(new Shape(5, 3), new double[15]).add(2.5);
    KeySource source = new KeySource(0, KeyPath.SELF);

    double[] together =
        BorchArray.apply(new Draw.StandardGamma(source), List.of(concentration, halves)).values();

    for (int k = 0; k < 5; k++) {
      double[] alone = values(Noise.of(keys.get(k)).standardGamma(concentration.get(k)));
      assertThat(Arrays.copyOfRange(together, 3 * k, 3 * k + 3)).isEqualTo(alone);
    }
  }

  @Test
  void halvesGiveTheKeyBack() {
    for (long bits : new long[] {0, -1, Long.MIN_VALUE, 0xfedcba9876543210L}) {
      assertThat(Key.of(Key.of(bits).halves())).isEqualTo(Key.of(bits));
    }
  }

  @Test
  void theBitsOfATracedKeyCannotBeRead() {
    assertThatThrownBy(
            () ->
                Graph.trace(
                    in -> List.of(BorchArray.ofLongs(Key.of(in.get(0)).bits())), List.of(KEY)))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("bits of a key");
  }

  @Test
  void aKeyInAnotherArrayIsRefused() {
    assertThatThrownBy(() -> Key.of(BorchArray.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INT64");
  }

  @Test
  void aSubsetOfATracedKeyIsThatOfTheKey() {
    Graph graph =
        Graph.trace(in -> List.of(Noise.of(Key.of(in.get(0))).subset(20, 6)), List.of(KEY));
    Plan plan = Program.of(graph).plan();
    System.arraycopy(values(Key.of(99).halves()), 0, plan.input(0), 0, 2);

    plan.run();

    assertThat(plan.output(0)).isEqualTo(values(Noise.of(Key.of(99)).subset(20, 6)));
    assertThat(plan.output(0)).doesNotHaveDuplicates();
  }
}
