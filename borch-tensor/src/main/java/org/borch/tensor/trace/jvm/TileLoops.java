package org.borch.tensor.trace.jvm;

/**
 * Products of matrices by tiles. Copied into {@link TileKernel}'s classes, where {@link TileWriter}
 * writes the code of tiles; for floats it is narrowed.
 */
final class TileLoops {

  private TileLoops() {}

  /** What {@link Tiles#multiply} does. */
  static void multiply(double[] a, double[] b, double[] out, double[] scratch, TiledProduct shape) {
    View right = shape.right();
    int columns = shape.columns();
    int packed = -1;
    for (int p = 0; p < shape.left().batch(); p++) {
      int start = right.start(p);
      if (shape.isPacked() && start != packed) {
        packed = start;
        pack(
            b,
            start,
            right.down(),
            right.across(),
            shape.inner(),
            columns,
            scratch,
            shape.packedStep());
      }
      for (int j = 0; j < columns; j += shape.width()) {
        int column = Math.max(0, Math.min(j, columns - shape.width()));
        if (shape.isPacked()) {
          stripe(a, p, scratch, column, shape.packedStep(), out, column, scratch, shape);
        } else {
          stripe(a, p, b, start + column, right.down(), out, column, scratch, shape);
        }
      }
    }
  }

  /**
   * Copies a matrix row by row; four rows at a time if they lie side by side. What is beyond the
   * last column does not matter.
   */
  private static void pack(
      double[] b,
      int from,
      int down,
      int across,
      int rows,
      int columns,
      double[] packed,
      int step) {
    int l = 0;
    if (across == 1) {
      for (; l < rows; l++) {
        System.arraycopy(b, from + l * down, packed, l * step, columns);
      }
    }
    for (; l < rows - 3; l += 4) {
      int at = from + l * down;
      int to = l * step;
      for (int j = 0; j < columns; j++, at += across, to++) {
        packed[to] = b[at];
        packed[to + step] = b[at + down];
        packed[to + 2 * step] = b[at + 2 * down];
        packed[to + 3 * step] = b[at + 3 * down];
      }
    }
    for (; l < rows; l++) {
      int at = from + l * down;
      int to = l * step;
      for (int j = 0; j < columns; j++, at += across, to++) {
        packed[to] = b[at];
      }
    }
  }

  /** All rows of the columns of one tile: beyond the last row, the last ones are computed again. */
  private static void stripe(
      double[] a,
      int matrix,
      double[] b,
      int from,
      int step,
      double[] out,
      int column,
      double[] scratch,
      TiledProduct shape) {
    View left = shape.left();
    View target = shape.out();
    int rows = shape.rows();
    int inner = shape.inner();
    int width = Math.min(shape.columns(), shape.width());
    int last = Math.max(0, width - shape.lanes());
    int height = rows < TiledProduct.HEIGHT ? 1 : TiledProduct.HEIGHT;
    for (int next = 0; next < rows; next += height) {
      int i = Math.min(next, rows - height);
      int at = left.start(matrix) + i * left.down();
      int place = target.start(matrix) + i * target.down() + column * target.across();
      int end = place + (height - 1) * target.down() + shape.written() - column;
      boolean scattered = shape.isScattered() || end > out.length;
      double[] tile = scattered ? scratch : out;
      int to = scattered ? shape.tileStart() : place;
      int below = scattered ? shape.width() : target.down();
      if (height == 1) {
        low(a, at, left.down(), left.across(), b, from, step, inner, last, tile, to, below);
      } else {
        high(a, at, left.down(), left.across(), b, from, step, inner, last, tile, to, below);
      }
      if (scattered) {
        scatter(scratch, to, below, height, width, out, place, target.down(), target.across());
      }
    }
  }

  private static void scatter(
      double[] tile,
      int from,
      int below,
      int rows,
      int columns,
      double[] out,
      int to,
      int down,
      int across) {
    for (int i = 0; i < rows; i++) {
      int row = from + i * below;
      for (int j = 0, at = to + i * down; j < columns; j++, at += across) {
        out[at] = tile[row + j];
      }
    }
  }

  /**
   * A tile of {@link TiledProduct#HEIGHT} rows; in the copy this is generated code.
   *
   * @param at where the left matrix's first row begins
   * @param down from one row to the next
   * @param across from one column to the next
   * @param from where the right matrix's first row begins
   * @param step from one row to the next
   * @param inner how many elements of the left one's rows there are, and rows of the right one
   * @param last the column of the last vector
   * @param to where the result's first row begins
   * @param below from one row to the next
   */
  private static native void high(
      double[] a,
      int at,
      int down,
      int across,
      double[] b,
      int from,
      int step,
      int inner,
      int last,
      double[] out,
      int to,
      int below);

  /** The same of one row. */
  private static native void low(
      double[] a,
      int at,
      int down,
      int across,
      double[] b,
      int from,
      int step,
      int inner,
      int last,
      double[] out,
      int to,
      int below);
}
