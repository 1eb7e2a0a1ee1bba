package org.borch.tensor.jvm;

import org.borch.tensor.number.SpecialFunctions;

/** Functions of numbers that generated code calls and {@link java.lang.Math} does not have. */
final class Functions {

  private Functions() {}

  /** The value of an elementwise operation; unused arguments are ignored. */
  static double value(Op op, double a, double b, double c) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case NEG -> -a;
      case SQUARE -> a * a;
      case SQRT -> Math.sqrt(a);
      case ABS -> Math.abs(a);
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
      case STEP -> a > 0 ? 1 : a <= 0 ? 0 : a;
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case LOG1P, LOG1P_UNIT -> Math.log1p(a);
      case LOG_GAMMA -> logGamma(a);
      case DIGAMMA -> digamma(a);
      case SIGN -> sign(a);
      case CBRT -> Math.cbrt(a);
      case EXPM1 -> Math.expm1(a);
      case LOG10 -> Math.log10(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case TAN -> Math.tan(a);
      case ASIN -> Math.asin(a);
      case ACOS -> Math.acos(a);
      case ATAN -> Math.atan(a);
      case SINH -> Math.sinh(a);
      case COSH -> Math.cosh(a);
      case TANH -> Math.tanh(a);
      case ASINH -> asinh(a);
      case ACOSH -> acosh(a);
      case ATANH -> atanh(a);
      case ERF -> erf(a);
      case ERFINV -> erfinv(a);
      case LOG_NORMAL_CDF -> logNormalCdf(a);
      case TRIGAMMA -> trigamma(a);
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      case ROUND -> Math.rint(a);
      case TRUNC -> truncate(a);
      case TO_FLOAT -> toFloat(a);
      case TO_BOOLEAN -> toBoolean(a);
      case POW -> power(a, b);
      case MOD -> modulo(a, b);
      case ATAN2 -> Math.atan2(a, b);
      case EQ -> equal(a, b);
      case NEQ -> notEqual(a, b);
      case GT -> greater(a, b);
      case GTE -> greaterOrEqual(a, b);
      case LT -> less(a, b);
      case LTE -> lessOrEqual(a, b);
      case AND -> and(a, b);
      case OR -> or(a, b);
      case XOR -> xor(a, b);
      case WHERE -> where(a, b, c);
      default -> throw new IllegalArgumentException(op + " is not elementwise");
    };
  }

  static double logGamma(double x) {
    return SpecialFunctions.logGamma(x);
  }

  static double log1pUnit(double x) {
    return Math.log1p(x);
  }

  static double digamma(double x) {
    return SpecialFunctions.digamma(x);
  }

  static double trigamma(double x) {
    return SpecialFunctions.trigamma(x);
  }

  static double asinh(double x) {
    return SpecialFunctions.asinh(x);
  }

  static double acosh(double x) {
    return SpecialFunctions.acosh(x);
  }

  static double atanh(double x) {
    return SpecialFunctions.atanh(x);
  }

  static double erfinv(double x) {
    return SpecialFunctions.erfinv(x);
  }

  static double erf(double x) {
    return SpecialFunctions.erf(x);
  }

  static double logNormalCdf(double x) {
    return SpecialFunctions.logNormalCdf(x);
  }

  static double truncate(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  static double toFloat(double x) {
    return (float) x;
  }

  static double toBoolean(double x) {
    return x != 0 ? 1 : 0;
  }

  static double modulo(double a, double b) {
    double rest = a % b;
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
  }

  static double sign(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
  }

  /** Java makes NaN of 1 to the power of NaN or ±∞, the engine 1. */
  static double power(double a, double b) {
    return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
  }

  static double equal(double a, double b) {
    return a == b ? 1 : 0;
  }

  static double notEqual(double a, double b) {
    return a != b ? 1 : 0;
  }

  static double greater(double a, double b) {
    return a > b ? 1 : 0;
  }

  static double greaterOrEqual(double a, double b) {
    return a >= b ? 1 : 0;
  }

  static double less(double a, double b) {
    return a < b ? 1 : 0;
  }

  static double lessOrEqual(double a, double b) {
    return a <= b ? 1 : 0;
  }

  static double and(double a, double b) {
    return a != 0 && b != 0 ? 1 : 0;
  }

  static double or(double a, double b) {
    return a != 0 || b != 0 ? 1 : 0;
  }

  static double xor(double a, double b) {
    return (a != 0) != (b != 0) ? 1 : 0;
  }

  static double where(double condition, double yes, double no) {
    return condition != 0 ? yes : no;
  }
}
