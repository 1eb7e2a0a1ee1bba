package org.borch.tensor.jvm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Constant places in a vector; equal by content. */
final class Index {

  private final int[] places;
  private final int hash;

  Index(int[] places) {
    this.places = places;
    this.hash = Arrays.hashCode(places);
  }

  int[] places() {
    return places;
  }

  int length() {
    return places.length;
  }

  /** Whether every place is its own number. */
  boolean isIdentity(int size) {
    if (places.length != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return true;
  }

  /**
   * The length of the runs into which the places fall: runs of that many places that follow each
   * other, or that are the same, or that are all -1.
   *
   * @param step from a place to the next in a run: 1 or 0
   */
  int runLength(int step) {
    int length = places.length;
    int start = 0;
    for (int i = 1; i <= places.length; i++) {
      boolean goesOn = i < places.length && follows(places[i - 1], places[i], step);
      if (!goesOn) {
        length = greatestCommonDivisor(length, i - start);
        start = i;
        if (length == 1) {
          return 1;
        }
      }
    }
    return length;
  }

  private static boolean follows(int place, int next, int step) {
    return place < 0 ? next < 0 : next == place + step;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** The first place of each run of a length. */
  int[] runs(int length) {
    int[] first = new int[places.length / length];
    Arrays.setAll(first, run -> places[run * length]);
    return first;
  }

  /**
   * The runs that lie in a range of places: for each its start in the range, where it goes, and its
   * length.
   */
  int[] runsWithin(int from, int to) {
    int[] runs = new int[3 * places.length];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i] < from || places[i] >= to) {
        continue;
      }
      boolean goesOn = i > 0 && places[i - 1] >= from && places[i] == places[i - 1] + 1;
      if (goesOn) {
        runs[count - 1]++;
      } else {
        runs[count] = places[i] - from;
        runs[count + 1] = i;
        runs[count + 2] = 1;
        count += 3;
      }
    }
    return Arrays.copyOf(runs, count);
  }

  /** For each place its own number, or null if they are not all places in some order. */
  @Nullable Index inverse() {
    int[] inverse = new int[places.length];
    Arrays.fill(inverse, -1);
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0 || places[i] >= inverse.length || inverse[places[i]] >= 0) {
        return null;
      }
      inverse[places[i]] = i;
    }
    return new Index(inverse);
  }

  /** Whether the places are consecutive. */
  boolean isRun() {
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0 || places[i] != places[0] + i) {
        return false;
      }
    }
    return places.length > 0;
  }

  /** Whether a place is -1, which stands for a zero. */
  boolean hasZeros() {
    return Arrays.stream(places).anyMatch(place -> place < 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Index index
        && hash == index.hash
        && Arrays.equals(places, index.places);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
