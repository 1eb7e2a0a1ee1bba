package org.borch.tensor.jvm;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.borch.tensor.number.SpecialFunctions;
import org.jspecify.annotations.Nullable;

/** What a {@link Term} is. An operation on elements is one row: its value, and the code for it. */
public enum Op implements Formula {
  // Leaves.
  NUMBER(Kind.LEAF),
  DATA(Kind.LEAF),
  INPUT(Kind.LEAF),
  /** One number of a vector. */
  ELEMENT(Kind.LEAF),
  /** A number that each step of a loop sees differently. */
  LOCAL(Kind.LEAF),

  // What HotSpot vectorises.
  ADD(Kind.ARITHMETIC, (a, b) -> a + b),
  SUB(Kind.ARITHMETIC, (a, b) -> a - b),
  MUL(Kind.ARITHMETIC, (a, b) -> a * b),
  DIV(Kind.ARITHMETIC, (a, b) -> a / b),
  NEG(Kind.ARITHMETIC, a -> -a),
  SQUARE(Kind.ARITHMETIC, a -> a * a),
  SQRT(Kind.ARITHMETIC, Math::sqrt),
  ABS(Kind.ARITHMETIC, Math::abs),
  MAXIMUM(Kind.ARITHMETIC, Math::max),
  MINIMUM(Kind.ARITHMETIC, Math::min),
  /** 1 for positive numbers, 0 for others; what is no number stays so. */
  STEP(Kind.ARITHMETIC, a -> a > 0 ? 1 : a <= 0 ? 0 : a),

  // Functions with a block kernel in Kernels, named like the function.
  EXP(Kind.KERNEL, Math.class, "exp", Math::exp, 1),
  EXPM1(Kind.KERNEL, Math.class, "expm1", Math::expm1, 1),
  TANH(Kind.KERNEL, Math.class, "tanh", Math::tanh, 2),
  LOG(Kind.KERNEL, Math.class, "log", Math::log, 1),
  LOG1P(Kind.KERNEL, Math.class, "log1p", Math::log1p, 2),
  /** log(1 + x) for x in [0, 1]. */
  LOG1P_UNIT(Kind.KERNEL, Kernels.class, "log1pUnit", Math::log1p, 1),
  LOG_GAMMA(Kind.KERNEL, SpecialFunctions.class, "logGamma", SpecialFunctions::logGamma, 3),
  DIGAMMA(Kind.KERNEL, SpecialFunctions.class, "digamma", SpecialFunctions::digamma, 2),

  // Functions that are called for each element.
  SIGN(Kind.CALL, Functions.class, "sign", Functions::sign),
  CBRT(Kind.CALL, Math.class, "cbrt", Math::cbrt),
  LOG10(Kind.CALL, Math.class, "log10", Math::log10),
  SIN(Kind.CALL, Math.class, "sin", Math::sin),
  COS(Kind.CALL, Math.class, "cos", Math::cos),
  TAN(Kind.CALL, Math.class, "tan", Math::tan),
  ASIN(Kind.CALL, Math.class, "asin", Math::asin),
  ACOS(Kind.CALL, Math.class, "acos", Math::acos),
  ATAN(Kind.CALL, Math.class, "atan", Math::atan),
  SINH(Kind.CALL, Math.class, "sinh", Math::sinh),
  COSH(Kind.CALL, Math.class, "cosh", Math::cosh),
  ASINH(Kind.CALL, SpecialFunctions.class, "asinh", SpecialFunctions::asinh),
  ACOSH(Kind.CALL, SpecialFunctions.class, "acosh", SpecialFunctions::acosh),
  ATANH(Kind.CALL, SpecialFunctions.class, "atanh", SpecialFunctions::atanh),
  ERF(Kind.CALL, SpecialFunctions.class, "erf", SpecialFunctions::erf),
  ERFINV(Kind.CALL, SpecialFunctions.class, "erfinv", SpecialFunctions::erfinv),
  LOG_NORMAL_CDF(Kind.CALL, SpecialFunctions.class, "logNormalCdf", SpecialFunctions::logNormalCdf),
  TRIGAMMA(Kind.CALL, SpecialFunctions.class, "trigamma", SpecialFunctions::trigamma),
  FLOOR(Kind.CALL, Math.class, "floor", Math::floor),
  CEIL(Kind.CALL, Math.class, "ceil", Math::ceil),
  ROUND(Kind.CALL, Math.class, "rint", Math::rint),
  TRUNC(Kind.CALL, Functions.class, "truncate", Functions::truncate),
  TO_FLOAT(Kind.CALL, Functions.class, "toFloat", Functions::toFloat),
  TO_BOOLEAN(Kind.CALL, Functions.class, "toBoolean", Functions::toBoolean),
  POW(Kind.CALL, Functions.class, "power", Functions::power),
  MOD(Kind.CALL, Functions.class, "modulo", Functions::modulo),
  ATAN2(Kind.CALL, Math.class, "atan2", Math::atan2),
  EQ(Kind.CALL, Functions.class, "equal", Functions::equal),
  NEQ(Kind.CALL, Functions.class, "notEqual", Functions::notEqual),
  GT(Kind.CALL, Functions.class, "greater", Functions::greater),
  GTE(Kind.CALL, Functions.class, "greaterOrEqual", Functions::greaterOrEqual),
  LT(Kind.CALL, Functions.class, "less", Functions::less),
  LTE(Kind.CALL, Functions.class, "lessOrEqual", Functions::lessOrEqual),
  AND(Kind.CALL, Functions.class, "and", Functions::and),
  OR(Kind.CALL, Functions.class, "or", Functions::or),
  XOR(Kind.CALL, Functions.class, "xor", Functions::xor),
  WHERE(Kind.CALL, Functions.class, "where", Functions::where),

  // Whole vectors.
  /** The sum of a vector. */
  TOTAL(Kind.STRUCTURE),
  /** A vector of numbers that are terms of their own. */
  PACK(Kind.STRUCTURE),
  /** A vector of one number many times. */
  FILL(Kind.STRUCTURE),
  GATHER(Kind.STRUCTURE),
  /** Elements of several vectors. */
  JOIN(Kind.STRUCTURE),
  SCATTER(Kind.STRUCTURE),
  /** The largest element of each group. */
  LARGEST(Kind.STRUCTURE),
  /** A constant matrix times a vector. */
  PRODUCT(Kind.STRUCTURE),
  /** Products of matrices. */
  MATRIX_PRODUCT(Kind.STRUCTURE),
  /** A {@link Repetition}. */
  LOOP(Kind.STRUCTURE),
  /** A primitive that is known only as a kernel. */
  KERNEL(Kind.STRUCTURE);

  /** How code is made of an operation. */
  enum Kind {
    LEAF,
    ARITHMETIC,
    KERNEL,
    CALL,
    STRUCTURE
  }

  /** A function of three numbers. */
  @FunctionalInterface
  private interface Ternary {
    double apply(double a, double b, double c);
  }

  private final Kind kind;
  private final Class<?> owner;
  private final String function;
  private final int scratch;
  private final @Nullable DoubleUnaryOperator ofOne;
  private final @Nullable DoubleBinaryOperator ofTwo;
  private final @Nullable Ternary ofThree;

  Op(Kind kind) {
    this(kind, Kernels.class, "", null, null, null, 0);
  }

  Op(Kind kind, DoubleUnaryOperator value) {
    this(kind, Kernels.class, "", value, null, null, 0);
  }

  Op(Kind kind, DoubleBinaryOperator value) {
    this(kind, Kernels.class, "", null, value, null, 0);
  }

  Op(Kind kind, Class<?> owner, String function, DoubleUnaryOperator value, int scratch) {
    this(kind, owner, function, value, null, null, scratch);
  }

  Op(Kind kind, Class<?> owner, String function, DoubleUnaryOperator value) {
    this(kind, owner, function, value, null, null, 0);
  }

  Op(Kind kind, Class<?> owner, String function, DoubleBinaryOperator value) {
    this(kind, owner, function, null, value, null, 0);
  }

  Op(Kind kind, Class<?> owner, String function, Ternary value) {
    this(kind, owner, function, null, null, value, 0);
  }

  Op(
      Kind kind,
      Class<?> owner,
      String function,
      @Nullable DoubleUnaryOperator ofOne,
      @Nullable DoubleBinaryOperator ofTwo,
      @Nullable Ternary ofThree,
      int scratch) {
    this.kind = kind;
    this.owner = owner;
    this.function = function;
    this.ofOne = ofOne;
    this.ofTwo = ofTwo;
    this.ofThree = ofThree;
    this.scratch = scratch;
  }

  @Override
  public Term of(Terms terms, List<Term> arguments) {
    return terms.apply(this, arguments.toArray(Term[]::new));
  }

  /**
   * The function of one number.
   *
   * @throws IllegalStateException if it is not one
   */
  public DoubleUnaryOperator ofOne() {
    return required(ofOne);
  }

  /**
   * The function of two numbers.
   *
   * @throws IllegalStateException if it is not one
   */
  public DoubleBinaryOperator ofTwo() {
    return required(ofTwo);
  }

  private <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(this + " is not a function of so many numbers");
    }
    return value;
  }

  /** The value of an elementwise operation; arguments that it does not have are ignored. */
  double value(double a, double b, double c) {
    return switch (arity()) {
      case 1 -> required(ofOne).applyAsDouble(a);
      case 2 -> required(ofTwo).applyAsDouble(a, b);
      default -> required(ofThree).apply(a, b, c);
    };
  }

  /** The number of arguments of an elementwise operation. */
  int arity() {
    return ofOne != null ? 1 : ofTwo != null ? 2 : 3;
  }

  Kind kind() {
    return kind;
  }

  /** The class with the method that computes one element. */
  Class<?> owner() {
    return owner;
  }

  /** The method that computes one element; of the same name in {@link Kernels}, a vector. */
  String function() {
    return function;
  }

  /** How many vectors a block kernel needs for itself. */
  int scratch() {
    return scratch;
  }

  boolean isElementwise() {
    return kind == Kind.ARITHMETIC || kind == Kind.KERNEL || kind == Kind.CALL;
  }
}
