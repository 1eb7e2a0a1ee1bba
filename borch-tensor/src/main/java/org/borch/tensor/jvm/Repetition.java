package org.borch.tensor.jvm;

import java.util.List;

/**
 * A loop whose body is straight-line code on numbers. Its term's arguments are the first carry, the
 * vectors that hold the rows, and what else the body uses; its vector is what the steps emit and
 * the last carry.
 *
 * @param steps how often the body runs
 * @param backwards whether the last row comes first
 * @param carry the carried numbers, as the body sees them
 * @param rows the numbers of a row, as the body sees them
 * @param next the carried numbers of the next step
 * @param emitted what is written at each step
 * @param last where the last carry is written
 * @param outside numbers from outside the body, as the body sees them
 */
record Repetition(
    int steps,
    boolean backwards,
    List<Term> carry,
    List<Row> rows,
    List<Term> next,
    List<Emission> emitted,
    int last,
    List<Term> outside) {

  /** One number of each row: at {@code offset + row * width} of the source of this number. */
  record Row(Term number, int source, int offset, int width) {}

  /** A number that each step writes at {@code offset + row * width} of the result. */
  record Emission(Term number, int offset, int width) {}

  Repetition {
    carry = List.copyOf(carry);
    rows = List.copyOf(rows);
    next = List.copyOf(next);
    emitted = List.copyOf(emitted);
    outside = List.copyOf(outside);
  }
}
