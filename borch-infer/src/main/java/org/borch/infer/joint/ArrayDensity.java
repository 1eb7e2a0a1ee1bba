package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.borch.infer.density.ArrayGradient;
import org.borch.infer.density.Layout;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Execution;
import org.borch.tensor.Autodiff;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * A log density given as a function of arrays, which is differentiated, and runs as one program
 * where it can be traced; {@link #execution} says which, and why. The arrays' elements are its
 * coordinates.
 */
public final class ArrayDensity extends TargetDensity {

  private final Layout layout;

  private ArrayDensity(Layout layout, PreparedDensity prepared) {
    super(prepared);
    this.layout = layout;
  }

  /**
   * A function of several arrays.
   *
   * @param shapes of the arrays by name; the vector has their elements in the map's order
   * @param density from the arrays by name, float64, to a scalar
   */
  public static ArrayDensity of(
      Map<String, Shape> shapes, Function<Map<String, NDArray>, NDArray> density) {
    Layout layout = Layout.of(shapes);
    return of(layout, values -> density.apply(named(layout.coordinates(), values)));
  }

  private static Map<String, NDArray> named(List<Coordinates> coordinates, List<NDArray> values) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < coordinates.size(); i++) {
      byName.put(coordinates.get(i).name(), values.get(i));
    }
    return byName;
  }

  /**
   * A function of one vector.
   *
   * @param density from float64 [dimension] to a scalar
   */
  public static ArrayDensity of(int dimension, Function<NDArray, NDArray> density) {
    Layout layout = Layout.of(Map.of("x", new Shape(dimension)));
    return of(layout, values -> density.apply(values.get(0)));
  }

  private static ArrayDensity of(Layout layout, Function<List<NDArray>, NDArray> density) {
    return new ArrayDensity(layout, new PreparedDensity(layout, new Target.Plain(density)));
  }

  /**
   * The same on one back-end, or for null on the one that suits it.
   *
   * @throws org.borch.tensor.TracingException if the back-end lacks an operation
   */
  @Override
  public ArrayDensity withBackEnd(@Nullable BackEnd backEnd) {
    return new ArrayDensity(layout, prepared.on(backEnd));
  }

  @Override
  public Layout variables() {
    return layout;
  }

  @Override
  List<String> faults(Target own, double[] at) {
    return List.of();
  }
}
