package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Shapes;

/** The arrays by name that a flat one holds, one after the other. */
public final class Parts {

  private Parts() {}

  /**
   * The parts of a flat array.
   *
   * @param shapes of the parts, in their order
   * @param flat batch + [sum of their sizes]
   * @return by name, each batch + its shape
   */
  public static Map<String, NDArray> of(Map<String, Shape> shapes, NDArray flat) {
    Shape batch = Shapes.dropLast(flat.getShape(), 1);
    Map<String, NDArray> parts = new LinkedHashMap<>();
    long from = 0;
    for (Map.Entry<String, Shape> each : shapes.entrySet()) {
      long to = from + each.getValue().size();
      NDArray part = flat.get(new NDIndex().addEllipseDim().addSliceDim(from, to));
      parts.put(each.getKey(), part.reshape(batch.addAll(each.getValue())));
      from = to;
    }
    return parts;
  }

  /**
   * The flat array of parts: the inverse of {@link #of}.
   *
   * @param parts in their order
   * @return [sum of their sizes]
   */
  public static NDArray join(Map<String, ? extends NDArray> parts) {
    return ArrayMath.concat(
        0, parts.values().stream().map(NDArray::flatten).toArray(NDArray[]::new));
  }

  /** How many numbers parts have together. */
  public static int size(Map<String, Shape> shapes) {
    return Math.toIntExact(shapes.values().stream().mapToLong(Shape::size).sum());
  }

  /** Those whose names are wanted, in their order. */
  public static <T> Map<String, T> some(Map<String, ? extends T> all, Predicate<String> wanted) {
    Map<String, T> some = new LinkedHashMap<>();
    all.forEach(
        (name, each) -> {
          if (wanted.test(name)) {
            some.put(name, each);
          }
        });
    return some;
  }

  /**
   * All parts, with others in place of some.
   *
   * @param others whose names are among those of all
   * @throws IllegalArgumentException if there is no part of such a name
   */
  public static <T> Map<String, T> with(
      Map<String, ? extends T> all, Map<String, ? extends T> others) {
    Map<String, T> parts = new LinkedHashMap<>(all);
    others.forEach(
        (name, each) -> {
          if (parts.put(name, each) == null) {
            throw new IllegalArgumentException(
                "no part " + name + ", expected one of " + all.keySet());
          }
        });
    return parts;
  }

  /**
   * A function of each part.
   *
   * @param function from several parts of one name to one
   * @param all one or more maps of the same names
   */
  @SafeVarargs
  public static Map<String, NDArray> map(
      Function<List<NDArray>, NDArray> function, Map<String, ? extends NDArray>... all) {
    Map<String, NDArray> results = new LinkedHashMap<>();
    for (String name : all[0].keySet()) {
      List<NDArray> arguments = new ArrayList<>();
      for (Map<String, ? extends NDArray> each : all) {
        arguments.add(get(each, name));
      }
      results.put(name, function.apply(arguments));
    }
    return results;
  }

  /**
   * A part.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static NDArray get(Map<String, ? extends NDArray> parts, String name) {
    NDArray part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name + ", expected one of " + parts.keySet());
    }
    return part;
  }

  /** The parts by their names again, of their arrays in their order. */
  static Map<String, NDArray> named(Map<String, Shape> shapes, List<? extends NDArray> arrays) {
    Map<String, NDArray> parts = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> parts.put(name, arrays.get(parts.size())));
    return parts;
  }
}
