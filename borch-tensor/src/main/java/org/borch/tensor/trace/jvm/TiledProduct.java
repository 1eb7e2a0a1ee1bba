package org.borch.tensor.trace.jvm;

import org.jspecify.annotations.Nullable;

/**
 * Products of matrices of [rows, inner] and [inner, columns] by tiles whose sums stay in vector
 * registers. Each element's sum has the order that {@link Product} by rows has, so that results are
 * the same, bit by bit.
 *
 * @param flipped whether left and right are the right and the left one of the other way
 */
record TiledProduct(
    int rows,
    int inner,
    int columns,
    View left,
    View right,
    View out,
    boolean flipped,
    TileKernel kernel) {

  /** Rows of a tile. */
  static final int HEIGHT = 6;

  /**
   * The cheaper way to do what a product by rows does, or null if the machine's vectors are not
   * offered or the matrices are too narrow for them.
   *
   * @param numberBytes 4 or 8
   */
  static @Nullable TiledProduct of(Product product, int numberBytes) {
    if (!product.byRows() || !VectorUnit.isOffered()) {
      return null;
    }
    TiledProduct straight =
        of(
            product.rows(),
            product.inner(),
            product.columns(),
            product.left(),
            product.right(),
            product.out(),
            false,
            numberBytes);
    TiledProduct flipped =
        of(
            product.columns(),
            product.inner(),
            product.rows(),
            product.right().transposed(),
            product.left().transposed(),
            product.out().transposed(),
            true,
            numberBytes);
    if (straight == null || flipped == null) {
      return straight == null ? flipped : straight;
    }
    return flipped.cost() < straight.cost() ? flipped : straight;
  }

  private static @Nullable TiledProduct of(
      int rows,
      int inner,
      int columns,
      View left,
      View right,
      View out,
      boolean flipped,
      int numberBytes) {
    TileKernel kernel = TileKernel.of(columns, numberBytes);
    return kernel == null
        ? null
        : new TiledProduct(rows, inner, columns, left, right, out, flipped, kernel);
  }

  /** Numbers per vector. */
  int lanes() {
    return kernel.lanes();
  }

  /** Columns of a tile. */
  int width() {
    return kernel.width();
  }

  /** Whether rows of the right matrix do not lie in one piece or do not fill a vector: copied. */
  boolean isPacked() {
    return right.across() != 1 || isNarrow();
  }

  /** Whether rows of the result do not lie in one piece, and are copied. */
  boolean isScattered() {
    return out.across() != 1 || (isNarrow() && out.down() != columns);
  }

  /**
   * Whether a row of the result does not fill a vector: what is written too much lies in the next
   * row, which is written later.
   */
  private boolean isNarrow() {
    return columns < lanes();
  }

  /** How many numbers are written into a row. */
  int written() {
    return Math.max(columns, lanes());
  }

  /** From one row of the copied right matrix to the next. */
  int packedStep() {
    return written();
  }

  /** Numbers that a thread needs for the copies: the right matrix, then a tile. */
  int scratch() {
    return tileStart() + (isScattered() || isNarrow() ? HEIGHT * width() : 0);
  }

  /** Where the tile is in this memory. */
  int tileStart() {
    return isPacked() ? inner * packedStep() : 0;
  }

  /** Nanoseconds, as measured on JDK 17 on a Zen 5 server core; only their order counts. */
  private double cost() {
    int batch = left.batch();
    double tiles = Math.ceil(columns / (double) width());
    double step = rows < HEIGHT ? 1.1 : 0.14 * HEIGHT * width() / lanes();
    double height = rows < HEIGHT ? rows : Math.ceil(rows / (double) HEIGHT);
    double packs = isPacked() ? (right.single() == null ? batch : 1) : 0;
    double stores = isScattered() ? 0.6 * rows * columns : 0;
    return batch * (tiles * height * (8 + inner * step) + stores) + packs * 0.5 * inner * columns;
  }
}
