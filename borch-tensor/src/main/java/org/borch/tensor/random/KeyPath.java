package org.borch.tensor.random;

import java.util.ArrayList;
import java.util.List;

/** The children taken, one after the other, from a key down to another. */
record KeyPath(List<Step> steps) {

  /** The key itself. */
  static final KeyPath SELF = new KeyPath(List.of());

  /**
   * One child of a key.
   *
   * @param domain separates numbers from names
   * @param word the number, or the name's hash
   */
  record Step(long domain, long word) {

    private static final long NUMBERED = 0x6A09E667F3BCC908L; // fraction of sqrt(2)
    private static final long NAMED = 0xBB67AE8584CAA73BL; // fraction of sqrt(3)

    static Step of(long number) {
      return new Step(NUMBERED, number);
    }

    static Step of(String name) {
      return new Step(NAMED, Mixing.hash(name));
    }

    long from(long key) {
      return Mixing.fold(key ^ domain, word);
    }
  }

  KeyPath then(Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return new KeyPath(List.copyOf(longer));
  }

  /** The bits of the key at the end. */
  long from(long key) {
    long bits = key;
    for (int i = 0; i < steps.size(); i++) {
      bits = steps.get(i).from(bits);
    }
    return bits;
  }
}
