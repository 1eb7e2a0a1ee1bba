package org.borch.infer.plot;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;

/** Predictive draws of one variable beside its data, without the rows that have none. */
final class Predicted {

  /** [rows][draws of all chains]. */
  final double[][] draws;

  /** [rows]. */
  final double[] data;

  private Predicted(double[][] draws, double[] data) {
    this.draws = draws;
    this.data = data;
  }

  /**
   * Draws and data of a variable.
   *
   * @param data of all its elements, row-major; NaN where there are none
   * @throws IllegalArgumentException if there are not as many, or all are NaN
   */
  static Predicted of(Draws predicted, String name, double[] data) {
    Shape shape = predicted.shape(name);
    if (shape.size() != data.length) {
      throw new IllegalArgumentException(
          name
              + ": "
              + data.length
              + " data for predictions of shape "
              + shape
              + ", expected one for each element; NaN stands for a missing one");
    }
    int[] known = IntStream.range(0, data.length).filter(i -> !Double.isNaN(data[i])).toArray();
    if (known.length == 0) {
      throw new IllegalArgumentException(name + ": no data to compare predictions with");
    }
    double[][] rows = rows(predicted, name);
    return new Predicted(
        Arrays.stream(known).mapToObj(i -> rows[i]).toArray(double[][]::new),
        Arrays.stream(known).mapToDouble(i -> data[i]).toArray());
  }

  /** The draws of each element, of all chains: [elements][draws]. */
  static double[][] rows(Draws draws, String name) {
    double[] all = BorchArray.wrap(draws.get(name)).values();
    int size = Math.toIntExact(draws.shape(name).size());
    double[][] rows = new double[size][size == 0 ? 0 : all.length / size];
    for (int i = 0; i < all.length; i++) {
      rows[i % size][i / size] = all[i];
    }
    return rows;
  }

  /** One draw of all rows. */
  double[] draw(int number) {
    return Arrays.stream(draws).mapToDouble(row -> row[number]).toArray();
  }

  int drawCount() {
    return draws[0].length;
  }
}
