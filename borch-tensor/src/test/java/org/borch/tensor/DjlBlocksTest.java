package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of DJL give on borch's arrays the numbers that the PyTorch engine gives on its own. */
class DjlBlocksTest {

  private static final double FLOAT32 = 1e-5;

  private final NDManager engine = Engine.getEngine("PyTorch").newBaseManager();
  private final BorchManager borch = BorchManager.create();

  /** Answers with other arrays than the parameters' own, as random weights do. */
  private static final class Weights extends ParameterStore {

    private final Map<String, NDArray> values = new HashMap<>();

    Weights(NDManager manager, Block block, UnaryOperator<NDArray> replaced) {
      super(manager, false);
      for (Parameter parameter : block.getParameters().values()) {
        values.put(parameter.getId(), replaced.apply(parameter.getArray()));
      }
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : values.get(parameter.getId());
    }

    NDArray of(Parameter parameter) {
      return values.get(parameter.getId());
    }
  }

  @AfterEach
  void close() {
    borch.close();
    engine.close();
  }

  static Stream<DjlCase> blocks() {
    return DjlCase.all();
  }

  private static Block initialised(DjlCase row, NDManager manager) {
    Block block = row.block().get();
    Shape[] shapes = row.arrays(manager).stream().map(NDArray::getShape).toArray(Shape[]::new);
    block.initialize(manager, DataType.FLOAT32, shapes);
    int salt = 0;
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.getArray().getDataType() == DataType.FLOAT32) {
        float[] values = DjlCase.wave(parameter.getArray().size(), ++salt);
        for (int i = 0; i < values.length; i++) {
          boolean variance = parameter.getName().contains("Var");
          values[i] = variance ? 1 + 0.3f * Math.abs(values[i]) : 0.5f * values[i];
        }
        parameter.getArray().set(FloatBuffer.wrap(values));
      }
    }
    return block;
  }

  private static void assertSame(NDList actual, NDList expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i)).isInstanceOf(BorchArray.class);
      assertSame(actual.get(i), expected.get(i), tolerance);
    }
  }

  private static void assertSame(NDArray actual, NDArray expected, double tolerance) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.getDataType()).isEqualTo(expected.getDataType());
    double[] got = BorchArray.wrap(actual).values();
    double[] want = BorchArray.wrap(expected).values();
    for (int i = 0; i < want.length; i++) {
      assertThat(got[i])
          .as("element %d", i)
          .isCloseTo(want[i], within(tolerance * Math.max(1, Math.abs(want[i]))));
    }
  }

  private static NDList forward(Block block, NDManager manager, NDList inputs, boolean training) {
    return block.forward(new ParameterStore(manager, false), inputs, training);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void evaluationIsThatOfTheEngine(DjlCase row) {
    NDList expected = forward(initialised(row, engine), engine, row.arrays(engine), false);

    NDList result = forward(initialised(row, borch), borch, row.arrays(borch), false);

    assertSame(result, expected, FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void trainingIsThatOfTheEngine(DjlCase row) {
    Block reference = initialised(row, engine);
    Block block = initialised(row, borch);

    NDList expected = forward(reference, engine, row.arrays(engine), true);
    NDList result = forward(block, borch, row.arrays(borch), true);

    assertSame(result, expected, FLOAT32);
    // Running statistics are weights that the forward pass itself changes.
    assertSame(weights(block), weights(reference), FLOAT32);
  }

  private static NDList weights(Block block) {
    NDList weights = new NDList();
    block.getParameters().values().forEach(parameter -> weights.add(parameter.getArray()));
    return weights;
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void weightsMayComeFromElsewhere(DjlCase row) {
    Block block = initialised(row, engine);
    NDList expected = forward(block, engine, row.arrays(engine), false);
    Weights weights = new Weights(borch, block, BorchArray::wrap);

    NDList result = block.forward(weights, row.arrays(borch), false);

    assertSame(result, expected, FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void derivativesAreThoseOfTheEngine(DjlCase row) {
    Block reference = initialised(row, engine);
    NDList referenceInputs = row.arrays(engine);
    List<NDArray> expected = new ArrayList<>();
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      List<NDArray> leaves = new ArrayList<>(floating(referenceInputs));
      leaves.forEach(input -> input.setRequiresGradient(true));
      NDList inputs = new NDList(referenceInputs);
      leaves.addAll(learnt(reference, Parameter::getArray));
      collector.backward(loss(forward(reference, engine, inputs, true)));
      leaves.forEach(leaf -> expected.add(leaf.getGradient()));
    }

    try (Scope scope = Scope.open()) {
      Block block = initialised(row, borch);
      Weights weights = new Weights(borch, block, scope::watch);
      NDList inputs = new NDList();
      row.arrays(borch)
          .forEach(
              input -> inputs.add(input.getDataType().isFloating() ? scope.watch(input) : input));
      List<NDArray> leaves = new ArrayList<>(floating(inputs));
      leaves.addAll(learnt(block, weights::of));
      List<NDArray> gradients = scope.gradient(loss(block.forward(weights, inputs, true)), leaves);

      for (int i = 0; i < expected.size(); i++) {
        assertSame(gradients.get(i), expected.get(i), 10 * FLOAT32);
      }
    }
  }

  private static List<NDArray> floating(NDList arrays) {
    return arrays.stream().filter(array -> array.getDataType().isFloating()).toList();
  }

  private static List<NDArray> learnt(Block block, Function<Parameter, NDArray> value) {
    return block.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .map(value)
        .toList();
  }

  private static NDArray loss(NDList outputs) {
    NDArray sum = null;
    for (NDArray output : outputs) {
      float[] factors = DjlCase.wave(output.size(), 9);
      NDArray part = output.mul(output.getManager().create(factors, output.getShape())).sum();
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  @Test
  void dropoutKeepsTheMeanInTrainingAndTheValuesInEvaluation() {
    Block block = Dropout.builder().optRate(0.25f).build();
    NDArray ones = borch.ones(new Shape(100, 100));

    NDArray dropped = forward(block, borch, new NDList(ones), true).singletonOrThrow();

    double[] values = BorchArray.wrap(dropped).values();
    // 10,000 draws of mean 1 and variance 1/3.
    assertThat(dropped.mean().getFloat())
        .isCloseTo(1, within((float) (4 * Math.sqrt(1 / 3.0) / 100)));
    assertThat(values).containsOnly(0, (float) (1 / 0.75));
    assertThat(forward(block, borch, new NDList(ones), false).singletonOrThrow()).isEqualTo(ones);
  }

  /** DJL's mish takes the logarithm to base 2; the right value is x tanh(log(1 + e^x)). */
  @Test
  void mishIsRight() {
    NDArray x = borch.create(new float[] {1, -2});

    assertThat(Activation.mish(x).toFloatArray())
        .containsExactly(new float[] {0.8650984f, -0.2525015f}, within(1e-6f));
  }

  @Test
  void preluScalesWhatIsNegative() {
    NDArray x = borch.create(new float[] {1, -2});
    NDArray alpha = borch.create(new float[] {0.25f});

    assertThat(ai.djl.nn.core.Prelu.prelu(x, alpha).singletonOrThrow().toFloatArray())
        .containsExactly(1, -0.5f);
  }

  @Test
  void dropoutInsideARecurrentBlockSaysWhatToDo() {
    Block block = LSTM.builder().setStateSize(3).setNumLayers(2).optDropRate(0.5f).build();
    Shape shape = new Shape(2, 5, 4);
    block.initialize(borch, DataType.FLOAT32, shape);

    assertThatThrownBy(() -> forward(block, borch, new NDList(borch.ones(shape)), true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Dropout blocks");
  }

  @Test
  void blocksRunInFloat64() {
    Block block = Linear.builder().setUnits(2).build();
    block.initialize(borch, DataType.FLOAT64, new Shape(3, 2));

    NDList result =
        block.forward(
            new ParameterStore(borch, false),
            new NDList(borch.ones(new Shape(3, 2), DataType.FLOAT64)),
            false,
            new PairList<>());

    assertThat(result.singletonOrThrow().getDataType()).isEqualTo(DataType.FLOAT64);
  }

  @Test
  void mixedOperandsComputeAsOurs() {
    NDArray native1 = engine.create(new float[] {1, 2});
    NDArray ours = borch.create(new float[] {3, 4});

    assertThat(ours.mul(native1).toFloatArray()).containsExactly(3, 8);
    assertThat(ours.mul(native1)).isInstanceOf(BorchArray.class);
    // The engine reads the values of our array, so that untraced arrays mix both ways.
    assertThat(native1.mul(ours).toFloatArray()).containsExactly(3, 8);
    assertThatThrownBy(() -> Autodiff.grad(x -> BorchArray.wrap(native1.mul(x)).sum()).apply(ours))
        .hasMessageContaining("borch");
  }
}
