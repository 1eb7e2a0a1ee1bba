package org.borch.tensor.jvm;

import org.jspecify.annotations.Nullable;

/**
 * Algebra of elementwise operations. Signs and numbers move outwards, out of vectors, where they
 * cost one operation instead of one for each element and where {@link SumRules} can use them.
 */
final class ElementRules {

  private final Terms terms;

  ElementRules(Terms terms) {
    this.terms = terms;
  }

  /** A cheaper term of the same value, or null. */
  @Nullable Term apply(Op op, Term... arguments) {
    Term a = arguments[0];
    return switch (op) {
      case ADD -> add(a, arguments[1]);
      case SUB -> subtract(a, arguments[1]);
      case MUL -> multiply(a, arguments[1]);
      case DIV -> divide(a, arguments[1]);
      case NEG -> negate(a);
      case SQUARE -> square(a);
      case POW -> power(a, arguments[1]);
      case LOG -> a.is(Op.EXP) ? a.argument(0) : null;
      case ABS -> a.is(Op.NEG) ? terms.apply(Op.ABS, a.argument(0)) : null;
      case TO_FLOAT -> isTruth(a) ? a : null;
      case MAXIMUM -> a.is(Double.NEGATIVE_INFINITY) ? arguments[1] : null;
      case AND -> a.is(0) || arguments[1].is(0) ? terms.number(0) : null;
      case WHERE -> a.is(Op.NUMBER) ? chosen(a.number() != 0, arguments) : null;
      default -> null;
    };
  }

  /** Whether all elements are 0 or 1. */
  private static boolean isTruth(Term term) {
    return switch (term.op()) {
      case EQ, NEQ, GT, GTE, LT, LTE, AND, OR, XOR, TO_BOOLEAN -> true;
      default -> false;
    };
  }

  private static Term chosen(boolean condition, Term[] arguments) {
    return condition ? arguments[1] : arguments[2];
  }

  private @Nullable Term add(Term a, Term b) {
    if (comesFirst(b, a)) {
      return terms.apply(Op.ADD, b, a);
    }
    if (a.is(0)) {
      return b;
    }
    if (a == b) {
      return terms.apply(Op.MUL, terms.number(2), a);
    }
    if (b.is(Op.NEG)) {
      return terms.apply(Op.SUB, a, b.argument(0));
    }
    if (a.is(Op.NEG) && !isFactor(a, b)) {
      return terms.apply(Op.SUB, b, a.argument(0));
    }
    if (areAlike(a, b) && (isShifted(a) || isShifted(b))) {
      Term shift = terms.number(shift(a) + shift(b));
      return terms.apply(Op.ADD, shift, terms.apply(Op.ADD, unshifted(a), unshifted(b)));
    }
    if (haveCommonFactor(a, b)) {
      return terms.apply(Op.MUL, a.argument(0), terms.apply(Op.ADD, a.argument(1), b.argument(1)));
    }
    if (b.is(Op.ADD) && joins(a, b)) {
      return terms.apply(Op.ADD, terms.apply(Op.ADD, a, b.argument(0)), b.argument(1));
    }
    if (b.is(Op.SUB) && joins(a, b)) {
      return terms.apply(Op.SUB, terms.apply(Op.ADD, a, b.argument(0)), b.argument(1));
    }
    return null;
  }

  private @Nullable Term subtract(Term a, Term b) {
    if (b.is(0)) {
      return a;
    }
    if (a.is(0)) {
      return terms.apply(Op.NEG, b);
    }
    if (b.is(Op.NEG)) {
      return terms.apply(Op.ADD, a, b.argument(0));
    }
    if (b.is(Op.NUMBER) || isFactor(b, a)) {
      return terms.apply(Op.ADD, terms.apply(Op.NEG, b), a);
    }
    if (a.is(Op.NEG)) {
      return terms.apply(Op.NEG, terms.apply(Op.ADD, a.argument(0), b));
    }
    if (areAlike(a, b) && (isShifted(a) || isShifted(b))) {
      Term shift = terms.number(shift(a) - shift(b));
      return terms.apply(Op.ADD, shift, terms.apply(Op.SUB, unshifted(a), unshifted(b)));
    }
    if (haveCommonFactor(a, b)) {
      return terms.apply(Op.MUL, a.argument(0), terms.apply(Op.SUB, a.argument(1), b.argument(1)));
    }
    if (b.is(Op.ADD) && joins(a, b)) {
      return terms.apply(Op.SUB, terms.apply(Op.SUB, a, b.argument(0)), b.argument(1));
    }
    if (b.is(Op.SUB) && joins(a, b)) {
      return terms.apply(Op.ADD, terms.apply(Op.SUB, a, b.argument(0)), b.argument(1));
    }
    return null;
  }

  /** Two vectors, or two numbers that are not both known. */
  private static boolean areAlike(Term a, Term b) {
    return a.isNumber() == b.isNumber() && !a.is(Op.NUMBER) && !b.is(Op.NUMBER);
  }

  /** A constant plus a term. */
  private static boolean isShifted(Term term) {
    return term.is(Op.ADD) && term.argument(0).is(Op.NUMBER);
  }

  private static double shift(Term term) {
    return isShifted(term) ? term.argument(0).number() : 0;
  }

  private static Term unshifted(Term term) {
    return isShifted(term) ? term.argument(1) : term;
  }

  /** Whether both are products with the same constant. */
  private static boolean haveCommonFactor(Term a, Term b) {
    return areAlike(a, b)
        && a.is(Op.MUL)
        && b.is(Op.MUL)
        && a.argument(0).is(Op.NUMBER)
        && a.argument(0) == b.argument(0);
  }

  /** Small whole powers as products; Math.pow costs as much as twenty of them. */
  private @Nullable Term power(Term x, Term exponent) {
    if (!exponent.is(Op.NUMBER) || !(Math.abs(exponent.number()) <= 4)) {
      return null;
    }
    double size = Math.abs(exponent.number());
    Term result =
        size == 1
            ? x
            : size == 2
                ? terms.apply(Op.SQUARE, x)
                : size == 3
                    ? terms.apply(Op.MUL, x, terms.apply(Op.SQUARE, x))
                    : size == 4 ? terms.apply(Op.SQUARE, terms.apply(Op.SQUARE, x)) : null;
    return result == null || exponent.number() > 0
        ? result
        : terms.apply(Op.DIV, terms.number(1), result);
  }

  private @Nullable Term multiply(Term a, Term b) {
    if (comesFirst(b, a)) {
      return terms.apply(Op.MUL, b, a);
    }
    if (a.is(1)) {
      return b;
    }
    if (a.is(-1)) {
      return terms.apply(Op.NEG, b);
    }
    if (a == b) {
      return terms.apply(Op.SQUARE, a);
    }
    if (b.is(Op.NEG)) {
      return a.is(Op.NUMBER) || isFactor(a, b)
          ? terms.apply(Op.MUL, terms.apply(Op.NEG, a), b.argument(0))
          : terms.apply(Op.NEG, terms.apply(Op.MUL, a, b.argument(0)));
    }
    if (a.is(Op.NEG) && !isFactor(a, b)) {
      return terms.apply(Op.NEG, terms.apply(Op.MUL, a.argument(0), b));
    }
    if (b.is(Op.MUL) && joins(a, b)) {
      return terms.apply(Op.MUL, terms.apply(Op.MUL, a, b.argument(0)), b.argument(1));
    }
    if (isPositive(a) || isPositive(b)) {
      return terms.apply(Op.MUL, step(a), step(b));
    }
    return outwards(Op.MUL, a, b);
  }

  /** Whether a vector tells which elements of another are positive: the derivative of a relu. */
  private static boolean isPositive(Term term) {
    return term.is(Op.GT) && !term.isNumber() && term.argument(1).is(0);
  }

  /** The same truths without a comparison, which HotSpot would not vectorise. */
  private Term step(Term factor) {
    return isPositive(factor) ? terms.apply(Op.STEP, factor.argument(0)) : factor;
  }

  /** s v op w = s (v op w) for a number s and vectors v and w. */
  private @Nullable Term outwards(Op op, Term a, Term b) {
    if (isScaled(a) && !b.isNumber()) {
      return terms.apply(Op.MUL, a.argument(0), terms.apply(op, a.argument(1), b));
    }
    if (op == Op.MUL && isScaled(b) && !a.isNumber()) {
      return terms.apply(Op.MUL, b.argument(0), terms.apply(op, a, b.argument(1)));
    }
    return null;
  }

  private @Nullable Term divide(Term a, Term b) {
    if (b.is(Op.NUMBER) || b.is(Op.DATA)) {
      Term reciprocal = terms.apply(Op.DIV, terms.number(1), b);
      return isNormal(reciprocal) && isNormal(b) ? terms.apply(Op.MUL, reciprocal, a) : null;
    }
    if (a.is(Op.NEG)) {
      return terms.apply(Op.NEG, terms.apply(Op.DIV, a.argument(0), b));
    }
    if (isFactor(b, a)) {
      return terms.apply(Op.MUL, terms.apply(Op.DIV, terms.number(1), b), a);
    }
    return outwards(Op.DIV, a, b);
  }

  private @Nullable Term negate(Term a) {
    if (a.is(Op.NEG)) {
      return a.argument(0);
    }
    if (a.is(Op.SUB)) {
      return terms.apply(Op.SUB, a.argument(1), a.argument(0));
    }
    if (a.is(Op.MUL) && (a.argument(0).is(Op.NUMBER) || isScaled(a))) {
      return terms.apply(Op.MUL, terms.apply(Op.NEG, a.argument(0)), a.argument(1));
    }
    return null;
  }

  private @Nullable Term square(Term a) {
    if (a.is(Op.NEG)) {
      return terms.apply(Op.SQUARE, a.argument(0));
    }
    if (a.is(Op.MUL) && (a.argument(0).is(Op.NUMBER) || isScaled(a))) {
      return terms.apply(
          Op.MUL, terms.apply(Op.SQUARE, a.argument(0)), terms.apply(Op.SQUARE, a.argument(1)));
    }
    return null;
  }

  /** Whether {@code a (b0 op b1)} may become {@code (a b0) op b1}: it costs less, or no more. */
  private static boolean joins(Term a, Term b) {
    Term inner = b.argument(0);
    return (a.is(Op.NUMBER) && inner.is(Op.NUMBER))
        || (a.isNumber() && inner.isNumber() && !b.isNumber());
  }

  /** Whether a number meets a vector: it is cheaper to change the number. */
  private static boolean isFactor(Term number, Term vector) {
    return number.isNumber() && !vector.isNumber();
  }

  /** A number times a vector. */
  static boolean isScaled(Term term) {
    return term.is(Op.MUL) && !term.isNumber() && term.argument(0).isNumber();
  }

  /** The order of a sum's or product's arguments: constants, numbers, the older term. */
  private static boolean comesFirst(Term a, Term b) {
    int byRank = Integer.compare(rank(a), rank(b));
    return byRank < 0 || (byRank == 0 && a.id() < b.id());
  }

  private static int rank(Term term) {
    return term.is(Op.NUMBER) ? 0 : term.isNumber() ? 1 : term.is(Op.DATA) ? 2 : 3;
  }

  /** Whether constants are normal numbers in single precision, too. */
  private static boolean isNormal(Term constant) {
    double[] values =
        constant.isNumber() ? new double[] {constant.number()} : Terms.values(constant);
    for (double value : values) {
      double size = Math.abs(value);
      if (!(size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }
}
