package org.borch.tensor;

import java.util.List;
import org.borch.tensor.jvm.Formula;

/**
 * How each element of a primitive's result depends on the inputs' elements: what a back-end that
 * makes code of a graph knows of a primitive. Elements count in row-major order.
 */
public sealed interface Layout {

  /** A function of the inputs' elements at the same place, after broadcasting. */
  record Elementwise(Formula formula) implements Layout {}

  /** Elements of the inputs in other places. */
  final class Gather implements Layout {

    private final int[] index;

    Gather(int[] index) {
      this.index = index;
    }

    /**
     * For each element of the result, its place in the inputs laid one after the other; -1 for a
     * zero.
     */
    public int[] index() {
      return index;
    }

    /** The places to which a primitive moves elements, found by moving their numbers. */
    static Gather moved(Primitive primitive, List<Spec> inputs) {
      double[][] numbers = new double[inputs.size()][];
      int next = 1;
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = new double[inputs.get(i).size()];
        for (int j = 0; j < numbers[i].length; j++) {
          numbers[i][j] = next++;
        }
      }
      return places(primitive, inputs, numbers);
    }

    /** The same for a primitive that chooses elements of its first input by known indices. */
    static Gather chosen(Primitive primitive, List<Spec> inputs, double[] index) {
      double[] numbers = new double[inputs.get(0).size()];
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = j + 1;
      }
      return places(primitive, inputs, new double[][] {numbers, index});
    }

    private static Gather places(Primitive primitive, List<Spec> inputs, double[][] numbers) {
      double[] moved = new double[primitive.output(inputs).size()];
      primitive.kernel(inputs).orElseThrow().run(numbers, moved);
      int[] index = new int[moved.length];
      for (int i = 0; i < index.length; i++) {
        index[i] = (int) moved[i] - 1;
      }
      return new Gather(index);
    }
  }

  /** What is made of the elements of a group. */
  enum Combination {
    SUM,
    LARGEST,
    SMALLEST,
    LOG_SUM_EXP,
    /** One result for each element, not for each group. */
    SOFTMAX,
    /** One result for each element, not for each group. */
    LOG_SOFTMAX
  }

  /** Elements of the first input, combined by group. */
  final class Groups implements Layout {

    private final Combination combination;
    private final int[] targets;

    Groups(Combination combination, int[] targets) {
      this.combination = combination;
      this.targets = targets;
    }

    /** What is made of each group. */
    public Combination combination() {
      return combination;
    }

    /** For each element of the first input, the number of its group. */
    public int[] targets() {
      return targets;
    }
  }

  /** Products of matrices of {@code [rows, inner]} and of {@code [inner, columns]}. */
  final class Product implements Layout {

    private final int rows;
    private final int inner;
    private final int columns;
    private final int[] left;
    private final int[] right;

    Product(int rows, int inner, int columns, int[] left, int[] right) {
      this.rows = rows;
      this.inner = inner;
      this.columns = columns;
      this.left = left;
      this.right = right;
    }

    public int rows() {
      return rows;
    }

    public int inner() {
      return inner;
    }

    public int columns() {
      return columns;
    }

    /** For each product of the batch, the number of its matrix in the first input. */
    public int[] left() {
      return left;
    }

    /** For each product of the batch, the number of its matrix in the second input. */
    public int[] right() {
      return right;
    }
  }

  /** Known only as a kernel. */
  record Opaque() implements Layout {}
}
