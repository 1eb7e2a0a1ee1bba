package org.borch.tensor.random;

/**
 * Noise whose elements are computed in blocks, by loops that HotSpot turns into vector
 * instructions. Element i depends on the key and on i alone, whatever is filled and in which order.
 * An instance owns scratch space, which serves one key after the other: do not share it between
 * threads.
 */
abstract class BlockNoise {

  /** Elements in a block: scratch arrays stay in the first-level cache. */
  static final int BLOCK = 256;

  /** 0, 1, 2, ...: counters as an array, because the loops must not convert their index. */
  static final long[] LANES = lanes();

  private final NoiseStream.Kind kind;

  /** The elements of the block computed last. */
  double[] values = {};

  /** Place of word 0 of the key's stream. */
  long start;

  /** Distance between words. */
  long step;

  BlockNoise(NoiseStream.Kind kind, long key) {
    this.kind = kind;
    rekey(key);
  }

  /** From now on the numbers are those of another key. */
  final void rekey(long key) {
    NoiseStream stream = NoiseStream.of(key, kind);
    start = stream.start();
    step = stream.step();
  }

  private static long[] lanes() {
    long[] lanes = new long[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      lanes[i] = i;
    }
    return lanes;
  }

  /** Computes the first {@code count} elements of a block into {@link #values}. */
  abstract void compute(long block, int count);

  /** Fills {@code out} with elements 0, 1, ... */
  final void fill(double[] out) {
    fill(0, out, 0, out.length);
  }

  /** Fills {@code out} with elements 0, 1, ... */
  final void fill(float[] out) {
    fill(0, out, 0, out.length);
  }

  /** Fills {@code out[from], ..., out[to - 1]} with elements {@code first}, first + 1, ... */
  final void fill(long first, double[] out, int from, int to) {
    for (int at = from; at < to; ) {
      int within = within(first + at - from);
      int count = computeAround(first + at - from, to - at);
      System.arraycopy(values, within, out, at, count);
      at += count;
    }
  }

  /** As for doubles; the elements are the doubles rounded to float. */
  final void fill(long first, float[] out, int from, int to) {
    for (int at = from; at < to; ) {
      int within = within(first + at - from);
      int count = computeAround(first + at - from, to - at);
      for (int i = 0; i < count; i++) {
        out[at + i] = (float) values[within + i];
      }
      at += count;
    }
  }

  private static int within(long element) {
    return (int) Math.floorMod(element, (long) BLOCK);
  }

  /** Computes the block of an element; returns how many of the wanted elements lie in it. */
  private int computeAround(long element, int wanted) {
    int within = within(element);
    int count = Math.min(BLOCK - within, wanted);
    compute(Math.floorDiv(element, (long) BLOCK), within + count);
    return count;
  }
}
