package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A convolutional network for many weights at once, as particles and ensembles need it. */
class ConvolutionalNetworkTest {

  private static final List<Shape> WEIGHTS =
      List.of(
          new Shape(4, 2, 3, 3),
          new Shape(4),
          new Shape(6, 2, 2, 2),
          new Shape(6),
          new Shape(3, 6),
          new Shape(3));

  private static final Shape IMAGES = new Shape(2, 2, 7, 8);

  private static BorchArray wave(Shape shape, int salt) {
    float[] values = DjlCase.wave(shape.size(), salt);
    double[] numbers = new double[values.length];
    // Nothing repeats, so that no two elements of a window are equal.
    java.util.Arrays.setAll(numbers, i -> 0.5 * values[i] + 1e-3 * Math.sqrt(i + salt));
    return BorchArray.of(shape, numbers);
  }

  /** Two convolutions, the second in groups, with pooling of both kinds; a layer on top. */
  private static NDArray logits(NDArray images, List<NDArray> weights) {
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    NDArray first =
        Conv2d.conv2d(images, weights.get(0), weights.get(1), one, one, one, 1).singletonOrThrow();
    NDArray largest = Pool.maxPool2d(Activation.relu(first), two, two, new Shape(0, 0), true);
    NDArray second =
        Conv2d.conv2d(largest, weights.get(2), weights.get(3), one, new Shape(0, 0), one, 2)
            .singletonOrThrow();
    NDArray mean = Pool.avgPool2d(Activation.tanh(second), two, one, one, false, false);
    NDArray features = Pool.globalMaxPool2d(mean);
    return new NDList(features.matMul(weights.get(4).transpose()).add(weights.get(5)))
        .singletonOrThrow();
  }

  private static NDArray loss(NDArray images, List<NDArray> weights) {
    return logits(images, weights).logSoftmax(1).square().sum();
  }

  /** For one set of weights: the results, and the derivatives of a loss. */
  private static List<NDArray> all(NDArray images, List<NDArray> weights) {
    List<NDArray> results = new ArrayList<>();
    results.add(logits(images, weights));
    results.addAll(Autodiff.valueAndGrad(w -> loss(images, w), weights).gradient());
    return results;
  }

  private static List<NDArray> weights(int size) {
    List<NDArray> weights = new ArrayList<>();
    for (int i = 0; i < WEIGHTS.size(); i++) {
      weights.add(wave(new Shape(size).addAll(WEIGHTS.get(i)), i));
    }
    return weights;
  }

  private static List<NDArray> mapped(List<NDArray> weights) {
    return Batching.vmap(each -> all(wave(IMAGES, 11), each), weights);
  }

  private static Graph traced(int size) {
    return Graph.trace(
        ConvolutionalNetworkTest::mapped,
        weights(size).stream().map(array -> BorchArray.wrap(array).spec()).toList());
  }

  private static void assertIsLoop(List<double[]> together, int size) {
    List<NDArray> weights = weights(size);
    for (int s = 0; s < size; s++) {
      int element = s;
      List<NDArray> single =
          all(wave(IMAGES, 11), weights.stream().map(w -> w.get(element)).toList());
      for (int i = 0; i < single.size(); i++) {
        double[] expected = BorchArray.wrap(single.get(i)).values();
        for (int j = 0; j < expected.length; j++) {
          assertThat(together.get(i)[s * expected.length + j])
              .as("result %d of element %d, place %d", i, s, j)
              .isCloseTo(expected[j], within(1e-10 * Math.max(1, Math.abs(expected[j]))));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void manyWeightsAtOnceAreALoop(int size) {
    List<NDArray> together = mapped(weights(size));

    assertIsLoop(together.stream().map(array -> BorchArray.wrap(array).values()).toList(), size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theProgramForManyWeightsIsALoop(int size) {
    Plan plan = Program.of(traced(size)).plan();
    List<NDArray> weights = weights(size);
    for (int i = 0; i < weights.size(); i++) {
      double[] values = BorchArray.wrap(weights.get(i)).values();
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
    }
    plan.run();

    List<double[]> together = new ArrayList<>();
    for (int i = 0; i < 1 + weights.size(); i++) {
      together.add(plan.output(i));
    }
    assertIsLoop(together, size);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 64})
  void theGraphIsAsLongForManyWeights(int size) {
    assertThat(traced(size).size()).isEqualTo(traced(7).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void manyImagesForOneNetworkAreALoop(int size) {
    NDArray images = wave(new Shape(size).addAll(IMAGES), 3);
    List<NDArray> weights = weights(1).stream().map(w -> w.get(0)).toList();

    NDArray together = Batching.vmap(x -> logits(x, weights)).apply(images);

    for (int s = 0; s < size; s++) {
      assertThat(BorchArray.wrap(together.get(s)).values())
          .containsExactly(BorchArray.wrap(logits(images.get(s), weights)).values(), within(1e-12));
    }
    assertThat(together.getDataType()).isEqualTo(DataType.FLOAT64);
  }
}
