package org.borch.tensor.trace;

import java.util.List;
import org.borch.tensor.jvm.Term;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array, row-major: one term for each if they are few, else one vector, or one
 * number that is the same for all.
 */
record Flat(int size, List<Term> elements, @Nullable Term whole) {

  /** Loops of no more than this cost more than their elements one by one. */
  static final int UNROLLED = 16;

  static Flat of(List<Term> elements) {
    return new Flat(elements.size(), List.copyOf(elements), null);
  }

  static Flat of(Term whole, int size) {
    return new Flat(size, List.of(), whole);
  }

  /** Whether there is a term for each element. */
  boolean isSplit() {
    return whole == null;
  }
}
