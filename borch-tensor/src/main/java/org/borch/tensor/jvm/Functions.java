package org.borch.tensor.jvm;

/** Functions of numbers that generated code calls and {@link java.lang.Math} does not have. */
final class Functions {

  private Functions() {}

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
