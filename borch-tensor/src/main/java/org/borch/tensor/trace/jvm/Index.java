package org.borch.tensor.trace.jvm;

import java.util.Arrays;

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
