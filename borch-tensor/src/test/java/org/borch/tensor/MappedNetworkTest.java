package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.logSoftmax;
import static org.borch.tensor.ArrayMath.relu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A convolutional network under vmap: with weights of its own for each element, and row by row. */
class MappedNetworkTest {

  private static final Shape ONE = new Shape(1, 1);

  private static BorchArray random(long seed, long... shape) {
    double[] values = new Random(seed).doubles(new Shape(shape).size(), -1, 1).toArray();
    return BorchArray.of(new Shape(shape), values);
  }

  private static final NDArray IMAGES = random(1, 5, 1, 8, 8);
  private static final NDArray CLASSES =
      BorchArray.ofLongs(0, 2, 1, 1, 0).oneHot(3, ai.djl.ndarray.types.DataType.FLOAT64);

  /** Filters [4, 1, 3, 3] and their bias, a dense layer [36, 3] and its bias, for S networks. */
  private static List<NDArray> weights(int size) {
    return List.of(
        random(2, size, 4, 1, 3, 3),
        random(3, size, 4),
        random(4, size, 36, 3),
        random(5, size, 3));
  }

  private static NDArray loss(List<NDArray> weights, NDArray images, NDArray classes) {
    NDArray filtered =
        images
            .getNDArrayInternal()
            .convolution(images, weights.get(0), weights.get(1), ONE, new Shape(0, 0), ONE, 1)
            .head();
    NDArray pooled =
        relu(filtered)
            .getNDArrayInternal()
            .maxPool(new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
    NDArray logits =
        pooled.reshape(images.getShape().get(0), 36).matMul(weights.get(2)).add(weights.get(3));
    return logSoftmax(logits, -1).mul(classes).sum().neg();
  }

  private static List<NDArray> valueAndGradient(
      List<NDArray> weights, NDArray images, NDArray classes) {
    var result = Autodiff.valueAndGrad(w -> loss(w, images, classes), weights);
    List<NDArray> all = new ArrayList<>(result.gradient());
    all.add(result.value());
    return all;
  }

  private static List<NDArray> element(List<NDArray> arguments, int element) {
    return arguments.stream().map(argument -> argument.get(element)).toList();
  }

  private static void assertElement(List<NDArray> together, int element, List<NDArray> alone) {
    for (int i = 0; i < alone.size(); i++) {
      double[] expected = BorchArray.wrap(alone.get(i)).values();
      assertThat(BorchArray.wrap(together.get(i).get(element)).values())
          .as("result %d of element %d", i, element)
          .containsExactly(expected, within(1e-11));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void networksWithWeightsOfTheirOwnAreALoop(int size) {
    List<NDArray> weights = weights(size);

    List<NDArray> together = Batching.vmap(w -> valueAndGradient(w, IMAGES, CLASSES), weights);

    for (int s = 0; s < size; s++) {
      assertElement(together, s, valueAndGradient(element(weights, s), IMAGES, CLASSES));
    }
  }

  @Test
  void gradientsOfSingleImagesAreALoop() {
    List<NDArray> weights = element(weights(1), 0);

    List<NDArray> together =
        Batching.vmap(
            in -> valueAndGradient(weights, in.get(0).expandDims(0), in.get(1)),
            List.of(IMAGES, CLASSES));

    for (int s = 0; s < 5; s++) {
      NDArray image = IMAGES.get(s + ":" + (s + 1));
      assertElement(together, s, valueAndGradient(weights, image, CLASSES.get(s)));
    }
  }

  @Test
  void theSizeOfTheProgramDoesNotDependOnTheNumberOfNetworks() {
    assertThat(graph(64).size()).isEqualTo(graph(7).size());
  }

  private static Graph graph(int size) {
    List<Spec> specs = weights(size).stream().map(w -> BorchArray.wrap(w).spec()).toList();
    return Graph.trace(in -> Batching.vmap(w -> valueAndGradient(w, IMAGES, CLASSES), in), specs);
  }
}
