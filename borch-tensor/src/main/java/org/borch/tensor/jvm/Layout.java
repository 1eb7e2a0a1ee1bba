package org.borch.tensor.jvm;

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

    /**
     * Elements in other places.
     *
     * @param index as {@link #index} gives it
     */
    public Gather(int[] index) {
      this.index = index;
    }

    /**
     * For each element of the result, its place in the inputs laid one after the other; -1 for a
     * zero.
     */
    public int[] index() {
      return index;
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

    /**
     * Elements by group.
     *
     * @param targets as {@link #targets} gives them
     */
    public Groups(Combination combination, int[] targets) {
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

    /**
     * Products.
     *
     * @param left as {@link #left} gives them
     * @param right as {@link #right} gives them
     */
    public Product(int rows, int inner, int columns, int[] left, int[] right) {
      this.rows = rows;
      this.inner = inner;
      this.columns = columns;
      this.left = left;
      this.right = right;
    }

    /** Rows of the left matrices. */
    public int rows() {
      return rows;
    }

    /** Columns of the left matrices, rows of the right ones. */
    public int inner() {
      return inner;
    }

    /** Columns of the right matrices. */
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
