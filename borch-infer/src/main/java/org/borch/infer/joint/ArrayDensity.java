package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.borch.infer.density.ArrayGradient;
import org.borch.infer.density.FreeVariables;
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
public final class ArrayDensity implements LogDensity, ArrayGradient {

  private final FreeVariables variables;
  private final PreparedDensity prepared;

  private ArrayDensity(FreeVariables variables, PreparedDensity prepared) {
    this.variables = variables;
    this.prepared = prepared;
  }

  /**
   * A function of several arrays.
   *
   * @param shapes of the arrays by name; the vector has their elements in the map's order
   * @param density from the arrays by name, float64, to a scalar
   */
  public static ArrayDensity of(
      Map<String, Shape> shapes, Function<Map<String, NDArray>, NDArray> density) {
    FreeVariables variables = FreeVariables.of(shapes);
    return of(variables, values -> density.apply(named(variables.coordinates(), values)));
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
    FreeVariables variables = FreeVariables.of(Map.of("x", new Shape(dimension)));
    return of(variables, values -> density.apply(values.get(0)));
  }

  private static ArrayDensity of(
      FreeVariables variables, Function<List<NDArray>, NDArray> density) {
    return new ArrayDensity(variables, new PreparedDensity(variables, new Target.Plain(density)));
  }

  /**
   * The same on one back-end, or for null on the one that suits it.
   *
   * @throws org.borch.tensor.TracingException if the back-end lacks an operation
   */
  public ArrayDensity withBackEnd(@Nullable BackEnd backEnd) {
    return new ArrayDensity(variables, prepared.on(backEnd));
  }

  @Override
  public int dimension() {
    return prepared.density().dimension();
  }

  @Override
  public List<Coordinates> coordinates() {
    return variables.coordinates();
  }

  @Override
  public Evaluator evaluator() {
    return prepared.evaluator();
  }

  @Override
  public FreeVariables variables() {
    return variables;
  }

  /** What runs the evaluators, and why. */
  public Execution execution() {
    return prepared.execution();
  }

  @Override
  public BackEnd backEnd() {
    return execution().backEnd();
  }

  @Override
  public Optional<Graph> graph() {
    return prepared.graph();
  }

  @Override
  public Autodiff.ValueAndGradient valueAndGradient(NDArray at) {
    return prepared.onDevice(at);
  }
}
