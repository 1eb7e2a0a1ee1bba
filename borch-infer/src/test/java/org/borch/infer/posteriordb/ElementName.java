package org.borch.infer.posteriordb;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;

/**
 * The name of one number, {@code theta[2,1]}, as posteriordb writes it.
 *
 * @param variable {@code theta}
 * @param index from 0, one for each axis
 */
record ElementName(String variable, List<Integer> index) {

  static ElementName of(String text) {
    int bracket = text.indexOf('[');
    if (bracket < 0) {
      return new ElementName(text, List.of());
    }
    String[] numbers = text.substring(bracket + 1, text.length() - 1).split(",", -1);
    return new ElementName(
        text.substring(0, bracket),
        Arrays.stream(numbers).map(number -> Integer.parseInt(number.strip()) - 1).toList());
  }

  /** The place in an array of a shape, row-major. */
  int offset(Shape shape) {
    int offset = 0;
    for (int axis = 0; axis < index.size(); axis++) {
      offset = offset * (int) shape.get(axis) + index.get(axis);
    }
    return offset;
  }

  /** Numbers by the names of elements as arrays by the names of variables. */
  static Map<String, NDArray> arrays(Map<String, Double> elements) {
    Map<String, List<ElementName>> names = new LinkedHashMap<>();
    for (String text : elements.keySet()) {
      ElementName name = of(text);
      names.computeIfAbsent(name.variable, variable -> new ArrayList<>()).add(name);
    }
    Map<String, double[]> values = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    names.forEach(
        (variable, own) -> {
          shapes.put(variable, shape(own));
          values.put(variable, new double[own.size()]);
        });
    elements.forEach(
        (text, value) -> {
          ElementName name = of(text);
          values.get(name.variable)[name.offset(shapes.get(name.variable))] = value;
        });
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    values.forEach(
        (variable, own) -> arrays.put(variable, BorchArray.of(shapes.get(variable), own)));
    return arrays;
  }

  private static Shape shape(List<ElementName> all) {
    long[] sizes = new long[all.get(0).index.size()];
    for (ElementName name : all) {
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = Math.max(sizes[axis], name.index.get(axis) + 1);
      }
    }
    return new Shape(sizes);
  }
}
