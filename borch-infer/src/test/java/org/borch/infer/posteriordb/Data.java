package org.borch.infer.posteriordb;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.BorchArray;

/** The named numbers and arrays of a posterior's {@code data.json}. */
final class Data {

  private final JsonObject json;

  Data(JsonObject json) {
    this.json = json;
  }

  double number(String name) {
    return value(name).getAsDouble();
  }

  int integer(String name) {
    return value(name).getAsInt();
  }

  /** All elements, row-major. */
  double[] doubles(String name) {
    List<Double> values = new ArrayList<>();
    collect(value(name), values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** FLOAT64, of the shape in which the lists are nested. */
  NDArray array(String name) {
    return BorchArray.of(shape(value(name)), doubles(name));
  }

  /** The logarithms of all elements. */
  double[] logs(String name) {
    return Arrays.stream(doubles(name)).map(Math::log).toArray();
  }

  /** INT64; the file counts from 1, the array from 0. */
  NDArray indices(String name) {
    long[] indices = Arrays.stream(doubles(name)).mapToLong(index -> (long) index - 1).toArray();
    return BorchArray.of(shape(value(name)), indices);
  }

  private JsonElement value(String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\": the data have only " + json.keySet() + ", see model.md");
    }
    return value;
  }

  private static void collect(JsonElement value, List<Double> into) {
    if (value.isJsonArray()) {
      value.getAsJsonArray().forEach(element -> collect(element, into));
    } else {
      into.add(value.getAsDouble());
    }
  }

  private static Shape shape(JsonElement value) {
    Shape shape = new Shape();
    JsonElement inner = value;
    while (inner.isJsonArray()) {
      JsonArray list = inner.getAsJsonArray();
      shape = shape.add(list.size());
      inner = list.get(0);
    }
    return shape;
  }
}
