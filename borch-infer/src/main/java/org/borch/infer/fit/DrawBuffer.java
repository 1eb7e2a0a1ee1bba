package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * Draws in Java memory, by name: FLOAT32 what the model computes in FLOAT32, else FLOAT64. Where a
 * draw does not have a name, there is NaN.
 */
final class DrawBuffer {

  private final int n;
  private int draws;
  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** Space for {@code n} draws. */
  DrawBuffer(int n) {
    this.n = n;
  }

  /** Adds a draw's variables and derived quantities. */
  void addAll(Trace draw) {
    draw.sites().values().stream()
        .filter(site -> !(site instanceof Site.Factor))
        .forEach(this::add);
    draws++;
  }

  /** Adds a draw's latent variables and derived quantities. */
  void addUnobserved(Trace draw) {
    draw.sites().values().stream()
        .filter(site -> !(site instanceof Site.Factor))
        .filter(site -> !(site instanceof RandomVariable variable && variable.isObserved()))
        .forEach(this::add);
    draws++;
  }

  /** Adds a draw's values. */
  void add(Map<String, NDArray> values) {
    values.forEach(this::add);
    draws++;
  }

  private void add(Site site) {
    add(site.name(), site.reported());
  }

  private void add(String name, NDArray value) {
    columns.computeIfAbsent(name, same -> new Column(name, value, n)).add(value, draws);
  }

  /** By name: [n] + the value's shape. */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    columns.forEach((name, column) -> arrays.put(name, column.array()));
    return Collections.unmodifiableMap(arrays);
  }

  /** All draws of one name. */
  private static final class Column {

    private final String name;
    private final Shape shape;
    private final int n;
    private final int size;
    private final double[] doubles;
    private final float[] floats;

    Column(String name, NDArray first, int n) {
      this.name = name;
      this.shape = first.getShape();
      this.n = n;
      this.size = Math.toIntExact(shape.size());
      int total = Math.multiplyExact(n, size);
      boolean narrow = first.getDataType() == DataType.FLOAT32;
      this.floats = new float[narrow ? total : 0];
      this.doubles = new double[narrow ? 0 : total];
      Arrays.fill(floats, Float.NaN);
      Arrays.fill(doubles, Double.NaN);
    }

    void add(NDArray value, int draw) {
      if (!value.getShape().equals(shape)) {
        throw new IllegalArgumentException(
            name
                + ": shape "
                + value.getShape()
                + " in draw "
                + draw
                + ", but "
                + shape
                + " before;"
                + " draws of varying shape have no array: look at them one by one with each(...)");
      }
      double[] values = BorchArray.wrap(value).values();
      int from = draw * size;
      if (floats.length == 0) {
        System.arraycopy(values, 0, doubles, from, size);
      } else {
        for (int i = 0; i < size; i++) {
          floats[from + i] = (float) values[i];
        }
      }
    }

    NDArray array() {
      Shape all = Shapes.concat(new Shape(n), shape);
      return floats.length == 0 ? BorchArray.of(all, doubles) : BorchArray.of(all, floats);
    }
  }
}
