package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.density.Weights;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * A linear layer that every row passes once: with its inputs a and the derivatives s by its
 * outputs, the derivative by the weight is s aᵀ, row by row.
 *
 * @param hasBias whether the density has a bias, whose input is 1
 * @param input a, [n, in]
 * @param one the input of the bias, [n, 1]
 * @param shape of its output, [n, out]
 */
record Layer(String name, boolean hasBias, NDArray input, NDArray one, Shape shape) {

  String weight() {
    return name + Weights.WEIGHT;
  }

  String bias() {
    return name + Weights.BIAS;
  }

  /** The inputs with the bias's as the last one, [n, in or in + 1]. */
  NDArray inputs() {
    return hasBias ? ArrayMath.concat(1, input, one) : input;
  }

  /**
   * The layers of a network whose weights are parameters; one that is used twice, or on more than
   * one vector of a row, is none.
   */
  static List<Layer> of(RowLikelihood density, Outputs outputs, NDArray at, StepData data) {
    Map<String, Layer> found = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    outputs.values(
        at,
        data,
        (name, input, output) -> {
          Shape shape = output.getShape();
          boolean hasBias = density.parameters().containsKey(name + Weights.BIAS);
          boolean isPlain = shape.dimension() == 2 && shape.get(0) == data.count();
          NDArray one = BorchArray.full(new Shape(shape.get(0), 1), 1, input.getDataType());
          Layer layer = new Layer(name, hasBias, input, one, shape);
          if (!isPlain || found.put(name, layer) != null) {
            others.add(name);
          }
          return output;
        });
    found.keySet().removeAll(others);
    found.values().removeIf(layer -> !density.parameters().containsKey(layer.weight()));
    return new ArrayList<>(found.values());
  }

  /** Adds an array to the output of each of some layers. */
  static Weights.Tap added(List<Layer> layers, List<NDArray> arrays) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      byName.put(layers.get(i).name(), arrays.get(i));
    }
    return (name, input, output) -> {
      NDArray own = byName.get(name);
      return own == null ? output : output.add(own);
    };
  }

  /** With inputs of 0 in some rows. */
  Layer of(Slopes.Rows mask) {
    return new Layer(name, hasBias, mask.of(input), mask.of(one), shape);
  }

  /** Zeros to add to its output. */
  NDArray zeros() {
    return BorchArray.full(shape, 0, input.getDataType());
  }
}
