package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
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
}
