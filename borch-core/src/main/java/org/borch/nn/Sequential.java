package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.borch.Module;

/**
 * Layers one after the other. Layers are children {@code 0}, {@code 1}, ..., functions count, too,
 * so that names are PyTorch's.
 *
 * <pre>{@code
 * Sequential.of(new Linear(784, 400)).then(ArrayMath::relu).then(new Linear(400, 10))
 * }</pre>
 */
public final class Sequential extends Module<NDArray, NDArray> {

  private final List<Function<NDArray, NDArray>> stages = new ArrayList<>();

  private Sequential() {}

  /** With a first layer. */
  public static Sequential of(Module<NDArray, NDArray> first) {
    return new Sequential().then(first);
  }

  /**
   * Adds a layer at the end of this one.
   *
   * @return this one
   */
  public Sequential then(Module<NDArray, NDArray> layer) {
    Module<NDArray, NDArray> own = child(Integer.toString(stages.size()), layer);
    stages.add(own::call);
    return this;
  }

  /**
   * Adds a function without weights at the end of this one.
   *
   * @return this one
   */
  public Sequential then(UnaryOperator<NDArray> function) {
    stages.add(function);
    return this;
  }

  /** The last layer's output. */
  @Override
  protected NDArray forward(NDArray x) {
    NDArray at = x;
    for (Function<NDArray, NDArray> stage : stages) {
      at = stage.apply(at);
    }
    return at;
  }

  @Override
  public String toString() {
    return "Sequential(" + children().values() + ")";
  }
}
