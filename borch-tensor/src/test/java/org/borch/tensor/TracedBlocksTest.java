package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.TorchProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of {@link DjlCase} can be traced, its derivatives included, and gives as a program of
 * either back-end what it gives eagerly. None falls back.
 */
class TracedBlocksTest {

  private static final double FLOAT64 = 1e-9;
  private static final double FLOAT32 = 1e-6;

  /** DJL casts the mask to float32, where programs hold doubles. */
  private static final Set<String> THROUGH_FLOAT32 =
      Set.of("ScaledDotProductAttention with a mask");

  private final BorchManager manager = BorchManager.create();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Answers with the arguments of the traced function. */
  private static final class Arguments extends ParameterStore {

    private final Map<String, NDArray> values = new HashMap<>();

    Arguments(BorchManager manager, List<Parameter> parameters, List<NDArray> arguments) {
      super(manager, false);
      for (int i = 0; i < parameters.size(); i++) {
        values.put(parameters.get(i).getId(), arguments.get(i));
      }
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : values.get(parameter.getId());
    }
  }

  static Stream<DjlCase> blocks() {
    Shape sequence = new Shape(2, 5, 4);
    return Stream.concat(
        DjlCase.all(),
        Stream.of(
            DjlCase.of(
                "Conv2dTranspose",
                () ->
                    Conv2dTranspose.builder()
                        .setFilters(4)
                        .setKernelShape(new Shape(3, 2))
                        .optStride(new Shape(2, 1))
                        .optPadding(new Shape(1, 0))
                        .optOutPadding(new Shape(1, 0))
                        .optGroups(2)
                        .build(),
                new Shape(2, 2, 3, 4)),
            DjlCase.of(
                "LSTM in both directions",
                () -> LSTM.builder().setStateSize(3).setNumLayers(2).optBidirectional(true).build(),
                sequence),
            DjlCase.of(
                "GRU without biases",
                () ->
                    GRU.builder()
                        .setStateSize(3)
                        .setNumLayers(2)
                        .optBidirectional(true)
                        .optHasBiases(false)
                        .build(),
                sequence),
            DjlCase.of(
                "RNN with relu",
                () ->
                    RNN.builder()
                        .setStateSize(3)
                        .setNumLayers(1)
                        .optBatchFirst(false)
                        .setActivation(RNN.Activation.RELU)
                        .build(),
                sequence)));
  }

  /** A block as a function of its floating inputs and its parameters. */
  private final class Subject {

    private final Block block;
    private final NDList inputs = new NDList();
    private final List<Parameter> parameters = new ArrayList<>();

    Subject(DjlCase row) {
      block = row.block().get();
      row.arrays(manager)
          .forEach(
              input ->
                  inputs.add(
                      input.getDataType().isFloating()
                          ? input.toType(DataType.FLOAT64, false)
                          : input));
      Shape[] shapes = inputs.stream().map(NDArray::getShape).toArray(Shape[]::new);
      block.initialize(manager, DataType.FLOAT64, shapes);
      block.getParameters().values().forEach(parameters::add);
    }

    /** Fresh arrays, as training changes running statistics in place. */
    List<NDArray> arguments() {
      List<NDArray> arguments = new ArrayList<>();
      for (NDArray input : floating()) {
        arguments.add(BorchArray.of(input.getShape(), BorchArray.wrap(input).values()));
      }
      for (Parameter parameter : parameters) {
        float[] values = DjlCase.wave(parameter.getArray().size(), arguments.size());
        double[] weights = new double[values.length];
        boolean variance = parameter.getName().contains("Var");
        for (int i = 0; i < weights.length; i++) {
          weights[i] = variance ? 1 + 0.3 * Math.abs(values[i]) : 0.5 * values[i];
        }
        arguments.add(BorchArray.of(parameter.getArray().getShape(), weights));
      }
      return arguments;
    }

    private List<NDArray> floating() {
      return inputs.stream().filter(input -> input.getDataType().isFloating()).toList();
    }

    NDList forward(List<NDArray> arguments, boolean training) {
      NDList all = new NDList();
      int next = 0;
      for (NDArray input : inputs) {
        all.add(input.getDataType().isFloating() ? arguments.get(next++) : input);
      }
      List<NDArray> weights = arguments.subList(next, arguments.size());
      return block.forward(new Arguments(manager, parameters, weights), all, training);
    }

    /** Outputs, and the derivatives of a weighted sum of them with respect to all arguments. */
    List<NDArray> all(List<NDArray> arguments, boolean training) {
      List<NDArray> results = new ArrayList<>();
      results.addAll(
          Autodiff.valueAndGrad(
                  leaves -> loss(forward(new ArrayList<>(leaves), training)), arguments)
              .gradient());
      results.addAll(forward(arguments, training));
      return results;
    }
  }

  private static NDArray loss(NDList outputs) {
    NDArray sum = null;
    for (NDArray output : outputs) {
      float[] values = DjlCase.wave(output.size(), 9);
      double[] factors = new double[values.length];
      java.util.Arrays.setAll(factors, i -> values[i]);
      NDArray part = output.mul(BorchArray.of(output.getShape(), factors)).sum();
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }

  private static List<Spec> specs(List<NDArray> arrays) {
    return arrays.stream().map(array -> BorchArray.wrap(array).spec()).toList();
  }

  private static void assertSame(double[] actual, NDArray expected, int place, double tolerance) {
    double[] values = BorchArray.wrap(expected).values();
    assertThat(actual).hasSameSizeAs(values);
    for (int i = 0; i < values.length; i++) {
      assertThat(actual[i])
          .as("result %d, element %d", place, i)
          .isCloseTo(values[i], within(tolerance * Math.max(1, Math.abs(values[i]))));
    }
  }

  private void programIsTheBlock(DjlCase row, boolean training) {
    Subject subject = new Subject(row);
    List<NDArray> arguments = subject.arguments();
    List<NDArray> expected = subject.all(subject.arguments(), training);

    Graph graph = Graph.trace(inputs -> subject.all(inputs, training), specs(arguments));
    Plan plan = Program.of(graph).plan();
    for (int i = 0; i < arguments.size(); i++) {
      double[] values = BorchArray.wrap(arguments.get(i)).values();
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
    }
    plan.run();

    assertThat(graph.outputs()).isEqualTo(specs(expected));
    double tolerance = THROUGH_FLOAT32.contains(row.name()) ? FLOAT32 : FLOAT64;
    List<NDArray> byTorch = TorchProgram.of(graph).run(arguments);
    for (int i = 0; i < expected.size(); i++) {
      assertSame(plan.output(i), expected.get(i), i, tolerance);
      assertSame(BorchArray.wrap(byTorch.get(i)).values(), expected.get(i), i, tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theProgramOfATrainingStepIsTheBlock(DjlCase row) {
    programIsTheBlock(row, true);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theProgramOfAnEvaluationIsTheBlock(DjlCase row) {
    programIsTheBlock(row, false);
  }

  private void assertRefused(Block block, String reason) {
    Shape shape = new Shape(4, 3);
    block.initialize(manager, DataType.FLOAT64, shape);
    ParameterStore store = new ParameterStore(manager, false);

    assertThatThrownBy(
            () ->
                Graph.trace(
                    in -> block.forward(store, new NDList(in), true),
                    List.of(new Spec(shape, DataType.FLOAT64))))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void dropoutInTrainingEndsTheTraceWithTheReason() {
    assertRefused(Dropout.builder().optRate(0.25f).build(), "engine's own generator");
  }

  @Test
  void runningStatisticsThatAreNoArgumentsEndTheTraceWithTheReason() {
    assertRefused(BatchNorm.builder().build(), "running statistics");
  }
}
