package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.borch.infer.density.LogDensity.Coordinates;
import org.borch.tensor.BorchArray;

/**
 * Variables whose coordinates are their values.
 *
 * @param coordinates where each one stands
 */
public record FreeVariables(List<Coordinates> coordinates) implements Variables {

  /** Keeps a copy of the list. */
  public FreeVariables {
    coordinates = List.copyOf(coordinates);
  }

  /**
   * Variables one after the other.
   *
   * @param shapes by name
   */
  public static FreeVariables of(Map<String, Shape> shapes) {
    List<Coordinates> coordinates = new ArrayList<>();
    int offset = 0;
    for (Map.Entry<String, Shape> shape : shapes.entrySet()) {
      Coordinates next = new Coordinates(shape.getKey(), offset, shape.getValue());
      coordinates.add(next);
      offset += next.size();
    }
    return new FreeVariables(coordinates);
  }

  @Override
  public Map<String, NDArray> constrain(double[] at) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (Coordinates part : coordinates) {
      double[] own = Arrays.copyOfRange(at, part.offset(), part.offset() + part.size());
      byName.put(part.name(), BorchArray.of(part.shape(), own));
    }
    return Collections.unmodifiableMap(byName);
  }

  @Override
  public double[] unconstrain(Map<String, ? extends NDArray> values, double[] rest) {
    requireNames(values.keySet(), coordinates.stream().map(Coordinates::name).toList());
    double[] point = rest.clone();
    for (Coordinates part : coordinates) {
      NDArray x = values.get(part.name());
      if (x != null) {
        double[] own = shaped(part.name(), x, part.shape()).values();
        System.arraycopy(own, 0, point, part.offset(), own.length);
      }
    }
    return point;
  }

  /**
   * A given value in its variable's shape.
   *
   * @param given of the shape, or a vector of as many numbers
   * @throws IllegalArgumentException if it is neither
   */
  public static BorchArray shaped(String name, NDArray given, Shape shape) {
    BorchArray value = BorchArray.wrap(given);
    boolean isVector = value.getShape().dimension() == 1 && value.size() == shape.size();
    if (!isVector && !value.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          name + ": value of shape " + value.getShape() + ", expected " + shape);
    }
    return BorchArray.of(shape, value.values());
  }

  /**
   * Checks the names of given values.
   *
   * @throws IllegalArgumentException if there is one that is not known
   */
  public static void requireNames(Set<String> given, Collection<String> known) {
    Set<String> unknown = new LinkedHashSet<>(given);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "values for " + unknown + ", but there are only the latent variables " + known);
    }
  }
}
