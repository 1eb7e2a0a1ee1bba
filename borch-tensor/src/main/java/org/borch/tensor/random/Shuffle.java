package org.borch.tensor.random;

import java.util.Arrays;

/**
 * The first numbers of a shuffled 0, 1, ..., size - 1. It holds only the places whose numbers have
 * moved, in a table with open addressing, at most half full.
 */
final class Shuffle {

  private static final long FREE = -1;
  private static final int MAX_CAPACITY = 1 << 30;

  private final long size;
  private final long[] places;
  private final long[] numbers;
  private final int shift;

  /**
   * A shuffle of which nothing is known yet.
   *
   * @param length how many numbers are wanted
   */
  Shuffle(long size, int length) {
    long wanted = 4L * Integer.highestOneBit(Math.max(2, length) - 1);
    int capacity = (int) Math.min(MAX_CAPACITY, wanted);
    this.size = size;
    this.places = new long[capacity];
    this.numbers = new long[capacity];
    restart();
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity);
  }

  /** Forgets what has moved. */
  void restart() {
    Arrays.fill(places, FREE);
  }

  /** The number at a place, once those at all places before it were asked for. */
  long next(long key, long place) {
    // The modulus prefers small numbers by less than size / 2^63.
    long word = KeyPath.Step.of(place).from(key);
    long other = place + Long.remainderUnsigned(word, size - place);
    int here = slot(place);
    long moved = places[here] == FREE ? place : numbers[here];
    int there = slot(other);
    long chosen = places[there] == FREE ? other : numbers[there];
    places[there] = other;
    numbers[there] = moved;
    return chosen;
  }

  /** Where a place is held, or would be. */
  private int slot(long place) {
    int slot = (int) ((place * Mixing.GOLDEN) >>> shift);
    while (places[slot] != FREE && places[slot] != place) {
      slot = (slot + 1) & (places.length - 1);
    }
    return slot;
  }
}
