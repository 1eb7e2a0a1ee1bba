package org.borch.tensor.jvm;

import java.util.List;

/** Functions that are cheaper, or shared with others, when composed of simpler ones. */
public final class Formulas {

  private static final double LOG_2 = Math.log(2);

  /** x itself. */
  public static final Formula SAME = (terms, x) -> x.get(0);

  /** The logarithm to base 2. */
  public static final Formula LOG2 = Formulas::log2;

  /** x, or 0 where it is negative. */
  public static final Formula RELU =
      (terms, x) -> terms.apply(Op.MAXIMUM, x.get(0), terms.number(0));

  /** 1 / (1 + exp(-x)). */
  public static final Formula SIGMOID = Formulas::sigmoid;

  /** log(1 + exp(x)). */
  public static final Formula SOFTPLUS = (terms, x) -> softplus(terms, x.get(0));

  /** The logarithm of {@link #SIGMOID}. */
  public static final Formula LOG_SIGMOID = Formulas::logSigmoid;

  /** log(1 + x²). */
  public static final Formula LOG1P_SQUARE = Formulas::log1pSquare;

  /** x log y, and 0 where x is 0 and y a number. */
  public static final Formula XLOGY = (terms, x) -> product(terms, x, Op.LOG);

  /** x log(1 + y), and 0 where x is 0 and y a number. */
  public static final Formula XLOG1PY = (terms, x) -> product(terms, x, Op.LOG1P);

  /** A product, and 0 where the derivative in it is 0. */
  public static final Formula GUARD =
      (terms, x) -> unless(terms, isZero(terms, x.get(1)), x.get(0));

  /** A change of a product, and 0 where the derivative is 0 and one of both no finite number. */
  public static final Formula GUARD_CHANGE =
      (terms, x) -> {
        Term isFault = terms.apply(Op.OR, isInfinite(terms, x.get(0)), isInfinite(terms, x.get(1)));
        return unless(terms, terms.apply(Op.AND, isZero(terms, x.get(2)), isFault), x.get(0));
      };

  private Formulas() {}

  private static Term isZero(Terms terms, Term x) {
    return terms.apply(Op.EQ, x, terms.number(0));
  }

  /** Or no number; by a difference, as the largest number depends on the precision. */
  private static Term isInfinite(Terms terms, Term x) {
    return terms.apply(Op.NEQ, terms.apply(Op.SUB, x, x), terms.number(0));
  }

  private static Term unless(Terms terms, Term condition, Term value) {
    return terms.apply(Op.WHERE, condition, terms.number(0), value);
  }

  private static Term log2(Terms terms, List<Term> arguments) {
    return terms.apply(Op.DIV, terms.apply(Op.LOG, arguments.get(0)), terms.number(LOG_2));
  }

  private static Term sigmoid(Terms terms, List<Term> arguments) {
    Term one = terms.number(1);
    return terms.apply(Op.DIV, one, terms.apply(Op.ADD, one, expNegative(terms, arguments.get(0))));
  }

  private static Term logSigmoid(Terms terms, List<Term> arguments) {
    return terms.apply(Op.NEG, softplus(terms, terms.apply(Op.NEG, arguments.get(0))));
  }

  private static Term log1pSquare(Terms terms, List<Term> arguments) {
    Term x = arguments.get(0);
    Term one = terms.number(1);
    Term size = terms.apply(Op.ABS, x);
    Term large = terms.apply(Op.MAXIMUM, size, one);
    Term small = terms.apply(Op.MINIMUM, size, terms.apply(Op.DIV, one, large));
    Term rest = terms.apply(Op.MUL, terms.apply(Op.LOG, large), terms.number(2));
    Term counted =
        x.isNumber()
            ? terms.apply(Op.WHERE, terms.apply(Op.GT, size, one), rest, terms.number(0))
            : rest;
    return terms.apply(Op.ADD, terms.apply(Op.LOG1P_UNIT, terms.apply(Op.SQUARE, small)), counted);
  }

  /** Shares its exponential with the sigmoid: min(e, 1/e) is exp(-|x|). */
  private static Term softplus(Terms terms, Term x) {
    Term e = expNegative(terms, x);
    Term small = terms.apply(Op.MINIMUM, e, terms.apply(Op.DIV, terms.number(1), e));
    return terms.apply(
        Op.ADD, terms.apply(Op.MAXIMUM, x, terms.number(0)), terms.apply(Op.LOG1P_UNIT, small));
  }

  private static Term expNegative(Terms terms, Term x) {
    return terms.apply(Op.EXP, terms.apply(Op.NEG, x));
  }

  private static Term product(Terms terms, List<Term> arguments, Op logarithm) {
    Term x = arguments.get(0);
    Term y = arguments.get(1);
    Term product = terms.apply(Op.MUL, x, terms.apply(logarithm, y));
    Term isNothing = terms.apply(Op.AND, isZero(terms, x), terms.apply(Op.EQ, y, y));
    return unless(terms, isNothing, product);
  }
}
