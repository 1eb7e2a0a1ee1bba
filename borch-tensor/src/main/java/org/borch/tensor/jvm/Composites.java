package org.borch.tensor.jvm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that are cheaper, or shared with others, when composed of simpler ones. */
final class Composites {

  private static final double LOG_2 = Math.log(2);

  private final Terms terms;

  Composites(Terms terms) {
    this.terms = terms;
  }

  /** The composition of a function, or null if it is an operation of its own. */
  @Nullable Term apply(String function, List<Term> arguments) {
    Term x = arguments.get(0);
    return switch (function) {
      case "stop_gradient" -> x;
      case "log2" -> terms.apply(Op.DIV, terms.apply(Op.LOG, x), terms.number(LOG_2));
      case "relu" -> terms.apply(Op.MAXIMUM, x, terms.number(0));
      case "sigmoid" -> sigmoid(x);
      case "softplus" -> softplus(x);
      case "log_sigmoid" -> terms.apply(Op.NEG, softplus(terms.apply(Op.NEG, x)));
      case "log1p_square" -> log1pSquare(x);
      case "xlogy" -> product(x, arguments.get(1), Op.LOG);
      case "xlog1py" -> product(x, arguments.get(1), Op.LOG1P);
      default -> null;
    };
  }

  private Term sigmoid(Term x) {
    Term one = terms.number(1);
    return terms.apply(Op.DIV, one, terms.apply(Op.ADD, one, expNegative(x)));
  }

  /** Shares its exponential with the sigmoid: min(e, 1/e) is exp(-|x|). */
  private Term softplus(Term x) {
    Term e = expNegative(x);
    Term small = terms.apply(Op.MINIMUM, e, terms.apply(Op.DIV, terms.number(1), e));
    return terms.apply(
        Op.ADD, terms.apply(Op.MAXIMUM, x, terms.number(0)), terms.apply(Op.LOG1P_UNIT, small));
  }

  private Term log1pSquare(Term x) {
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

  private Term expNegative(Term x) {
    return terms.apply(Op.EXP, terms.apply(Op.NEG, x));
  }

  /** x log y, and 0 where x is 0 and y a number. */
  private Term product(Term x, Term y, Op logarithm) {
    Term product = terms.apply(Op.MUL, x, terms.apply(logarithm, y));
    Term zero = terms.number(0);
    Term isZero = terms.apply(Op.AND, terms.apply(Op.EQ, x, zero), terms.apply(Op.EQ, y, y));
    return terms.apply(Op.WHERE, isZero, zero, product);
  }
}
