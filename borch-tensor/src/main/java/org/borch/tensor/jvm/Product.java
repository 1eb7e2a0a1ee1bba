package org.borch.tensor.jvm;

import org.jspecify.annotations.Nullable;

/**
 * Products of matrices of [rows, inner] and [inner, columns], and how they are computed: by rows,
 * which needs the right matrix's rows as arrays and runs along its columns, or as dot products.
 *
 * @param merged how many matrices that share the left one are computed side by side, in longer rows
 * @param swapped whether this is the product of the transposes, in the other order
 */
record Product(
    int rows,
    int inner,
    int columns,
    View left,
    View right,
    View out,
    int merged,
    boolean swapped,
    boolean byRows) {

  /** Bytes that fit the first level of cache beside what else is there. */
  private static final int NEAR = 38_400;

  /** Numbers of 4 or 8 bytes that fit the second level. */
  private static final int CACHED = 65_536;

  /** Rows of the right matrix used at a time: with more, the cache loses some to others. */
  private static final int MOST_ROWS = 18;

  /** Rows of this length keep six of them in the first level of cache. */
  private static final int LONG_ROW = 512;

  /**
   * The cheapest way to products. Costs are nanoseconds on one thread, from measurements on JDK 17;
   * only their order counts.
   */
  static Product of(int rows, int inner, int columns, View left, View right) {
    int batch = left.batch();
    View single = right.single();
    View stacked = left.stacked(rows);
    if (batch > 1 && single != null && stacked != null) {
      return of(batch * rows, inner, columns, stacked, single);
    }
    int[] numbers = new int[batch];
    java.util.Arrays.setAll(numbers, p -> p);
    return of(rows, inner, columns, left, right, View.rowMajor(numbers, rows, columns));
  }

  private static Product of(int rows, int inner, int columns, View left, View right, View out) {
    Product straight =
        new Product(rows, inner, columns, left, right, out, merged(left, columns), false, true);
    Product swapped =
        new Product(
            columns,
            inner,
            rows,
            right.transposed(),
            left.transposed(),
            out.transposed(),
            merged(right, rows),
            true,
            true);
    Product cheaper = swapped.cost() < straight.cost() ? swapped : straight;
    double dots = left.batch() * (double) rows * columns * (3 + 0.3 * inner);
    return dots < cheaper.cost()
        ? new Product(rows, inner, columns, left, right, out, 1, false, false)
        : cheaper;
  }

  /** The same product, for the matrices in their first order, with its result in other places. */
  Product placed(View places) {
    return swapped
        ? of(columns, inner, rows, right.transposed(), left.transposed(), places)
        : of(rows, inner, columns, left, right, places);
  }

  /** Where row-major results lie after a gather, or null if not as rows and columns. */
  @Nullable View through(Index gather) {
    Index inverse = out.batch() == 1 ? gather.inverse() : null;
    int height = swapped ? columns : rows;
    int width = swapped ? rows : columns;
    return inverse == null || inverse.length() != height * width
        ? null
        : View.rowMajor(new int[1], height, width).through(inverse, height, width);
  }

  /** How many matrices fit a long row, if they have the left one in common. */
  private static int merged(View left, int columns) {
    int merged = left.single() == null ? 1 : Math.max(1, LONG_ROW / Math.max(1, columns));
    merged = Math.min(merged, left.batch());
    while (left.batch() % merged != 0) {
      merged--;
    }
    return merged;
  }

  private double cost() {
    int packed = right.single() == null ? right.batch() : 1;
    double pack = packed * inner * (right.across() == 1 ? 12 + 0.05 * columns : 0.5 * columns);
    int length = length();
    double update = length < 16 ? 8 + 2 * length : 14 + 0.08 * length;
    double store = out.across() == 1 ? 10 + 0.05 * columns : 0.5 * columns;
    int passes = left.batch() / merged;
    double updates = passes * (double) rows * Math.ceil(inner / 6.0);
    return pack + updates * update + left.batch() * (double) rows * store;
  }

  /** The length of the rows in memory. */
  int length() {
    return merged * columns;
  }

  /**
   * How many rows of the right matrix are used at a time: as many as stay in the first level of
   * cache.
   */
  int block(int numberBytes) {
    int fitting = NEAR / (numberBytes * length()) / 6 * 6;
    return Math.min(inner, Math.max(6, Math.min(MOST_ROWS, fitting)));
  }

  /** For how many rows of the result they are used before the next ones. */
  int panel(int block) {
    return block == inner ? 1 : Math.min(rows, Math.max(1, CACHED / length()));
  }

  /** Loops of lengths of one class share code, so that HotSpot shapes it after their length. */
  String name() {
    return byRows ? KernelCopy.prefix(length()) : "dots";
  }
}
