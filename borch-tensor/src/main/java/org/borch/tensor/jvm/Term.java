package org.borch.tensor.jvm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number or a vector of a flat program. Elementwise operations take numbers and vectors of their
 * own size. {@link Terms} makes one term only of what is equal, so identity is equality, and
 * numbers them so that a term comes after its arguments.
 */
public final class Term {

  private final int id;
  private final Op op;
  private final List<Term> arguments;
  private final int size;
  private final @Nullable Object detail;
  private final boolean number;

  Term(int id, Op op, List<Term> arguments, int size, @Nullable Object detail) {
    this.id = id;
    this.op = op;
    this.arguments = arguments;
    this.size = size;
    this.detail = detail;
    this.number =
        switch (op) {
          case NUMBER, ELEMENT, LOCAL, TOTAL -> true;
          default -> op.isElementwise() && arguments.stream().allMatch(Term::isNumber);
        };
  }

  int id() {
    return id;
  }

  Op op() {
    return op;
  }

  List<Term> arguments() {
    return arguments;
  }

  Term argument(int index) {
    return arguments.get(index);
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /** Whether it is held in a local variable; vectors lie in memory, also those of one element. */
  public boolean isNumber() {
    return number;
  }

  boolean is(Op other) {
    return op == other;
  }

  boolean is(double number) {
    return op == Op.NUMBER && number() == number;
  }

  /** The value of a constant number. */
  double number() {
    return detail(Double.class);
  }

  /** The index of an input, or of an element. */
  int index() {
    return detail(Integer.class);
  }

  @Nullable Object details() {
    return detail;
  }

  /** What distinguishes terms of equal operation and arguments. */
  <T> T detail(Class<T> type) {
    return type.cast(java.util.Objects.requireNonNull(detail));
  }

  @Override
  public String toString() {
    return "t" + id + "[" + size + "] = " + op + arguments.stream().map(t -> "t" + t.id).toList();
  }
}
