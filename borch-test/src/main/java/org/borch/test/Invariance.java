package org.borch.test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** Whether two models have one density, at points and with the Jacobian between them. */
final class Invariance {

  private static final int POINTS = 10;
  private static final double WIDTH = 1e-4;

  /** What central differences of a smooth map leave, of a log density. */
  private static final double DIFFERENCES = 1e-5;

  private static final double ROUNDING = 1e-8;

  private Invariance() {}

  /** A random order of rows. */
  static int[] order(int rows, Key key) {
    int[] order = IntStream.range(0, rows).toArray();
    NoiseReader noise = new NoiseReader(key.at("order"));
    for (int i = rows - 1; i > 0; i--) {
      int j = (int) (noise.uniform() * (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  static Optional<Note> permuted(JointDensity own, JointDensity moved, int[] order, Key key) {
    NoiseReader noise = new NoiseReader(key.at("points"));
    for (int i = 0; i < POINTS; i++) {
      double[] at = new double[own.dimension()];
      noise.normal(at);
      Map<String, NDArray> values = new LinkedHashMap<>();
      own.constrain(at).forEach((name, value) -> values.put(name, rows(value, order)));
      double[] there = moved.unconstrain(values, new double[moved.dimension()]);
      double expected = own.evaluator().value(at);
      double found = moved.evaluator().value(there);
      if (!ArrayAssert.isClose(found, expected, ROUNDING)) {
        return Optional.of(
            Note.of("the rows are not exchangeable")
                .expected(expected + ", the log density with the rows as they are")
                .found(found + " with the rows " + Arrays.toString(order))
                .cause("an index that depends on the place of a row, or rows that are left out")
                .lookAt("what in forward uses the number of a row"));
      }
    }
    return Optional.empty();
  }

  private static NDArray rows(NDArray value, int[] order) {
    Shape shape = value.getShape();
    if (shape.dimension() == 0 || shape.get(0) != order.length) {
      return value;
    }
    double[] old = BorchArray.wrap(value).values();
    double[] moved = new double[old.length];
    int size = old.length / order.length;
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(old, order[i] * size, moved, i * size, size);
    }
    return BorchArray.of(shape, moved);
  }

  static Optional<Note> reparameterised(JointDensity own, JointDensity other, Key key) {
    NoiseReader noise = new NoiseReader(key.at("points"));
    for (int i = 0; i < POINTS; i++) {
      double[] at = new double[own.dimension()];
      noise.normal(at);
      double[] there = coordinates(own, other, at);
      double found = own.evaluator().value(at);
      double expected = other.evaluator().value(there) + logJacobian(own, other, at);
      if (!ArrayAssert.isClose(found, expected, DIFFERENCES)) {
        return Optional.of(
            Note.of("the model is no reparameterisation of the other")
                .expected(expected + ", the other's log density with the Jacobian")
                .found(found)
                .line("difference", found - expected)
                .line("where", own.constrain(at).keySet() + " at " + Arrays.toString(at))
                .cause("a scale that is missing, a prior that is another one or counted twice")
                .lookAt("both forward methods, variable by variable"));
      }
    }
    return Optional.empty();
  }

  /** The other's coordinates of the same point. */
  private static double[] coordinates(JointDensity own, JointDensity other, double[] at) {
    Map<String, NDArray> values = new LinkedHashMap<>(own.quantities(at));
    TreeSet<String> lacking =
        new TreeSet<>(other.constrain(new double[other.dimension()]).keySet());
    values.keySet().retainAll(lacking);
    lacking.removeAll(values.keySet());
    if (!lacking.isEmpty() || own.dimension() != other.dimension()) {
      throw new IllegalArgumentException(
          ("reparameterisation: the model of %d coordinates lacks %s of the other of %d, expected"
                  + " all; name them with deterministic(name, value)")
              .formatted(own.dimension(), lacking, other.dimension()));
    }
    return other.unconstrain(values, new double[other.dimension()]);
  }

  /** Of the map from one's coordinates to the other's, by central differences. */
  private static double logJacobian(JointDensity own, JointDensity other, double[] at) {
    int n = at.length;
    double[][] columns = new double[n][];
    for (int j = 0; j < n; j++) {
      double[] moved = at.clone();
      moved[j] = at[j] + WIDTH;
      double[] above = coordinates(own, other, moved);
      moved[j] = at[j] - WIDTH;
      double[] below = coordinates(own, other, moved);
      columns[j] = new double[n];
      for (int i = 0; i < n; i++) {
        columns[j][i] = (above[i] - below[i]) / (2 * WIDTH);
      }
    }
    return logDeterminant(columns);
  }

  /** log |det| by elimination with pivots; overwrites the matrix. */
  private static double logDeterminant(double[][] a) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      int pivot = k;
      for (int i = k + 1; i < a.length; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[k];
      a[k] = row;
      sum += Math.log(Math.abs(row[k]));
      for (int i = k + 1; i < a.length; i++) {
        double factor = a[i][k] / row[k];
        for (int j = k; j < a.length; j++) {
          a[i][j] -= factor * row[j];
        }
      }
    }
    return sum;
  }
}
