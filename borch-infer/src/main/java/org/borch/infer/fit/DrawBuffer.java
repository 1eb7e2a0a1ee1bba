package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/** Collects draws by name. Where a draw does not have a name, there is NaN. */
final class DrawBuffer {

  private final int chains;
  private final int perChain;
  private int draws;
  private final Map<String, Column> columns = new LinkedHashMap<>();

  /** Space for the draws of some chains. */
  DrawBuffer(int chains, int perChain) {
    this.chains = chains;
    this.perChain = perChain;
  }

  /** Adds a draw's values. */
  void add(Map<String, NDArray> values) {
    int n = Math.multiplyExact(chains, perChain);
    values.forEach(
        (name, value) ->
            columns.computeIfAbsent(name, same -> new Column(name, value, n)).add(value, draws));
    draws++;
  }

  /** All of them, chain by chain. */
  Draws draws(Results results) {
    Shape leading = new Shape(chains, perChain);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    columns.forEach(
        (name, column) ->
            arrays.put(name, BorchArray.of(Shapes.concat(leading, column.shape), column.values)));
    return results.draws(arrays);
  }

  /** All draws of one name. */
  private static final class Column {

    private final String name;
    private final Shape shape;
    private final double[] values;

    Column(String name, NDArray first, int n) {
      this.name = name;
      this.shape = first.getShape();
      this.values = new double[Math.multiplyExact(n, Math.toIntExact(shape.size()))];
      Arrays.fill(values, Double.NaN);
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
      double[] own = BorchArray.wrap(value).values();
      System.arraycopy(own, 0, values, draw * own.length, own.length);
    }
  }
}
