package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.borch.infer.density.FreeVariables;
import org.borch.infer.density.LogDensity.Coordinates;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Graph;

/**
 * Traces what a density computes at a point of its flat vector.
 *
 * <pre>
 *   arguments  point | the minibatch's arrays
 * </pre>
 */
final class DensityGraph {

  private final List<Coordinates> coordinates;
  private final int dimension;

  DensityGraph(FreeVariables variables) {
    this.coordinates = variables.coordinates();
    this.dimension = coordinates.stream().mapToInt(Coordinates::size).sum();
  }

  int dimension() {
    return dimension;
  }

  List<Coordinates> coordinates() {
    return coordinates;
  }

  /**
   * Value and flat gradient as a graph.
   *
   * @throws org.borch.tensor.TracingException if it cannot be traced
   */
  Graph gradient(Target target) {
    return trace(target, this::valueThenGradient);
  }

  /**
   * The value alone as a graph.
   *
   * @throws org.borch.tensor.TracingException if it cannot be traced
   */
  Graph value(Target target) {
    return trace(target, (own, at) -> List.of(own.value(parts(at))));
  }

  /** A function of a target, whose minibatch becomes arguments, and of the point as a graph. */
  Graph trace(Target target, BiFunction<Target, NDArray, List<NDArray>> function) {
    return Graph.trace(
        arguments -> {
          NDArray at = arguments.add(new Spec(new Shape(dimension), DataType.FLOAT64));
          List<NDArray> arrays = new ArrayList<>();
          target.specs().forEach(spec -> arrays.add(arguments.add(spec)));
          return function.apply(target.with(arrays), at);
        });
  }

  /** The value and the flat gradient. Derivatives are taken by the parts, not by the vector. */
  List<NDArray> valueThenGradient(Target target, NDArray at) {
    if (dimension == 0) {
      return List.of(target.value(List.of()), at);
    }
    Autodiff.ValueAndGradient result = Autodiff.valueAndGrad(target::value, parts(at));
    NDArray[] gradient = result.gradient().stream().map(NDArray::flatten).toArray(NDArray[]::new);
    return List.of(result.value(), ArrayMath.concat(0, gradient));
  }

  /** The arrays of the variables. */
  List<NDArray> parts(NDArray at) {
    List<NDArray> parts = new ArrayList<>();
    for (Coordinates part : coordinates) {
      NDIndex range = new NDIndex().addSliceDim(part.offset(), part.offset() + part.size());
      parts.add(at.get(range).reshape(part.shape()));
    }
    return parts;
  }
}
