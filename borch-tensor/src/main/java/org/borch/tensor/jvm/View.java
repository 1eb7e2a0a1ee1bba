package org.borch.tensor.jvm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How matrices lie in a vector: element (i, j) of matrix p at {@code start(p) + i * down + j *
 * across}. Equal by content.
 */
final class View {

  private final int[] starts;
  private final int down;
  private final int across;

  private View(int[] starts, int down, int across) {
    this.starts = starts;
    this.down = down;
    this.across = across;
  }

  /**
   * Row-major matrices one after the other.
   *
   * @param numbers which matrix each one of the batch is
   */
  static View rowMajor(int[] numbers, int rows, int columns) {
    return new View(Arrays.stream(numbers).map(p -> p * rows * columns).toArray(), columns, 1);
  }

  /**
   * The same matrices in the vector from which this view's vector is gathered, or null if their
   * elements lie there without a pattern.
   */
  @Nullable View through(Index gather, int rows, int columns) {
    int[] places = gather.places();
    int[] moved = Arrays.stream(starts).map(start -> places[start]).toArray();
    int movedDown = rows > 1 ? places[starts[0] + down] - moved[0] : 0;
    int movedAcross = columns > 1 ? places[starts[0] + across] - moved[0] : 1;
    for (int p = 0; p < starts.length; p++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int place = places[starts[p] + i * down + j * across];
          if (place < 0 || place != moved[p] + i * movedDown + j * movedAcross) {
            return null;
          }
        }
      }
    }
    return new View(moved, movedDown, movedAcross);
  }

  View transposed() {
    return new View(starts, across, down);
  }

  /**
   * All matrices as one below the other, or null if the pattern does not go on from one to next.
   */
  @Nullable View stacked(int rows) {
    for (int p = 0; p < starts.length; p++) {
      if (starts[p] != starts[0] + p * rows * down) {
        return null;
      }
    }
    return new View(new int[] {starts[0]}, down, across);
  }

  /** Only the first matrix, or null if there are different ones. */
  @Nullable View single() {
    return Arrays.stream(starts).allMatch(start -> start == starts[0])
        ? new View(new int[] {starts[0]}, down, across)
        : null;
  }

  int batch() {
    return starts.length;
  }

  int start(int matrix) {
    return starts[matrix];
  }

  int down() {
    return down;
  }

  int across() {
    return across;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof View view
        && down == view.down
        && across == view.across
        && Arrays.equals(starts, view.starts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts) + 31 * (down + 31 * across);
  }
}
