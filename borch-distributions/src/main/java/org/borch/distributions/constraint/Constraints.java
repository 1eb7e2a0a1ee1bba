package org.borch.distributions.constraint;

import org.borch.tensor.Operand;

/** The sets that parameters and supports are declared with. */
public final class Constraints {

  private static final Constraint REAL = new Real();
  private static final Constraint POSITIVE = greaterThan(Operand.of(0));
  private static final Constraint NON_NEGATIVE = new GreaterThan(Operand.of(0), true);
  private static final Constraint UNIT_INTERVAL = interval(Operand.of(0), Operand.of(1));
  private static final Constraint REAL_VECTOR = independent(REAL, 1);
  private static final Constraint BOOL = integerInterval(Operand.of(0), Operand.of(1));
  private static final Constraint NON_NEGATIVE_INTEGER =
      integerInterval(Operand.of(0), Operand.of(Double.POSITIVE_INFINITY));
  private static final Constraint INTEGER =
      integerInterval(Operand.of(Double.NEGATIVE_INFINITY), Operand.of(Double.POSITIVE_INFINITY));

  private Constraints() {}

  /** Finite numbers. */
  public static Constraint real() {
    return REAL;
  }

  /** Finite vectors. */
  public static Constraint realVector() {
    return REAL_VECTOR;
  }

  /** Finite numbers above 0. */
  public static Constraint positive() {
    return POSITIVE;
  }

  /** Finite numbers from 0 on. */
  public static Constraint nonNegative() {
    return NON_NEGATIVE;
  }

  /** Finite numbers above a bound. */
  public static Constraint greaterThan(Operand bound) {
    return new GreaterThan(bound, false);
  }

  /** Finite numbers from a bound on. */
  public static Constraint atLeast(Operand bound) {
    return new GreaterThan(bound, true);
  }

  /** Finite numbers up to a bound. */
  public static Constraint atMost(Operand bound) {
    return new LessThan(bound, true);
  }

  /** Finite numbers below a bound. */
  public static Constraint lessThan(Operand bound) {
    return new LessThan(bound, false);
  }

  /** Numbers from 0 to 1, both included. */
  public static Constraint unitInterval() {
    return UNIT_INTERVAL;
  }

  /** Numbers from {@code low} to {@code high}, both included. */
  public static Constraint interval(Operand low, Operand high) {
    return new Interval(low, high);
  }

  /** Vectors of non-negative numbers whose sum is 1. */
  public static Constraint simplex() {
    return new Simplex();
  }

  /** Vectors whose elements sum to 0. */
  public static Constraint zeroSum() {
    return new ZeroSum();
  }

  /** Vectors of length 1. */
  public static Constraint unitVector() {
    return new UnitVector(Operand.of(0));
  }

  /** Vectors of length 1, whose coordinates are centred at the direction of a vector. */
  public static Constraint unitVector(Operand towards) {
    return new UnitVector(towards);
  }

  /** Vectors whose elements ascend strictly. */
  public static Constraint ordered() {
    return new OrderedVector();
  }

  /** Vectors of positive numbers that ascend strictly. */
  public static Constraint positiveOrdered() {
    return new PositiveOrderedVector();
  }

  /** Lower triangular matrices with a positive diagonal. */
  public static Constraint lowerCholesky() {
    return new CholeskyFactor();
  }

  /** Cholesky factors of correlation matrices. */
  public static Constraint correlationCholesky() {
    return new CorrelationCholeskyFactor();
  }

  /** Correlation matrices. */
  public static Constraint correlation() {
    return new CorrelationMatrix();
  }

  /** Symmetric positive definite matrices. */
  public static Constraint positiveDefinite() {
    return new PositiveDefinite();
  }

  /** 0 or 1. */
  public static Constraint bool() {
    return BOOL;
  }

  /** 0, 1, 2 and so on. */
  public static Constraint nonNegativeInteger() {
    return NON_NEGATIVE_INTEGER;
  }

  /** All whole numbers. */
  public static Constraint integer() {
    return INTEGER;
  }

  /** Whole numbers from {@code low} to {@code high}, both included; bounds may be infinite. */
  public static Constraint integerInterval(Operand low, Operand high) {
    return new IntegerInterval(low, high);
  }

  /** Vectors of whole numbers from 0 on with a given sum. */
  public static Constraint countVector(Operand total) {
    return new CountVector(total);
  }

  /** Vectors that have each of the numbers 0, 1, ..., size - 1 once. */
  public static Constraint permutation(int size) {
    return new Permutation(size);
  }

  /** Arrays whose elements, seen over the last {@code n} batch dimensions, all lie in a set. */
  public static Constraint independent(Constraint base, int n) {
    return n == 0 ? base : new IndependentConstraint(base, n);
  }
}
