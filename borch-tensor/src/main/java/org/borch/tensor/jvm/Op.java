package org.borch.tensor.jvm;

/** What a {@link Term} is. */
enum Op {
  // Leaves.
  NUMBER(Kind.LEAF),
  DATA(Kind.LEAF),
  INPUT(Kind.LEAF),
  /** One number of a vector. */
  ELEMENT(Kind.LEAF),
  /** A number that each step of a loop sees differently. */
  LOCAL(Kind.LEAF),

  // What HotSpot vectorises.
  ADD(Kind.ARITHMETIC),
  SUB(Kind.ARITHMETIC),
  MUL(Kind.ARITHMETIC),
  DIV(Kind.ARITHMETIC),
  NEG(Kind.ARITHMETIC),
  SQUARE(Kind.ARITHMETIC),
  SQRT(Kind.ARITHMETIC),
  ABS(Kind.ARITHMETIC),
  MAXIMUM(Kind.ARITHMETIC),
  MINIMUM(Kind.ARITHMETIC),
  /** 1 for positive numbers, 0 for others; what is no number stays so. */
  STEP(Kind.ARITHMETIC),

  // Functions with a block kernel in Kernels, named like the function.
  EXP(Kind.KERNEL, Math.class, "exp", 1),
  EXPM1(Kind.KERNEL, Math.class, "expm1", 1),
  TANH(Kind.KERNEL, Math.class, "tanh", 2),
  LOG(Kind.KERNEL, Math.class, "log", 1),
  LOG1P(Kind.KERNEL, Math.class, "log1p", 2),
  /** log(1 + x) for x in [0, 1]. */
  LOG1P_UNIT(Kind.KERNEL, Functions.class, "log1pUnit", 1),
  LOG_GAMMA(Kind.KERNEL, Functions.class, "logGamma", 3),
  DIGAMMA(Kind.KERNEL, Functions.class, "digamma", 2),

  // Functions that are called for each element.
  SIGN(Kind.CALL, Functions.class, "sign"),
  CBRT(Kind.CALL, Math.class, "cbrt"),
  LOG10(Kind.CALL, Math.class, "log10"),
  SIN(Kind.CALL, Math.class, "sin"),
  COS(Kind.CALL, Math.class, "cos"),
  TAN(Kind.CALL, Math.class, "tan"),
  ASIN(Kind.CALL, Math.class, "asin"),
  ACOS(Kind.CALL, Math.class, "acos"),
  ATAN(Kind.CALL, Math.class, "atan"),
  SINH(Kind.CALL, Math.class, "sinh"),
  COSH(Kind.CALL, Math.class, "cosh"),
  ASINH(Kind.CALL, Functions.class, "asinh"),
  ACOSH(Kind.CALL, Functions.class, "acosh"),
  ATANH(Kind.CALL, Functions.class, "atanh"),
  ERF(Kind.CALL, Functions.class, "erf"),
  ERFINV(Kind.CALL, Functions.class, "erfinv"),
  LOG_NORMAL_CDF(Kind.CALL, Functions.class, "logNormalCdf"),
  TRIGAMMA(Kind.CALL, Functions.class, "trigamma"),
  FLOOR(Kind.CALL, Math.class, "floor"),
  CEIL(Kind.CALL, Math.class, "ceil"),
  ROUND(Kind.CALL, Math.class, "rint"),
  TRUNC(Kind.CALL, Functions.class, "truncate"),
  TO_FLOAT(Kind.CALL, Functions.class, "toFloat"),
  TO_BOOLEAN(Kind.CALL, Functions.class, "toBoolean"),
  POW(Kind.CALL, Functions.class, "power"),
  MOD(Kind.CALL, Functions.class, "modulo"),
  ATAN2(Kind.CALL, Math.class, "atan2"),
  EQ(Kind.CALL, Functions.class, "equal"),
  NEQ(Kind.CALL, Functions.class, "notEqual"),
  GT(Kind.CALL, Functions.class, "greater"),
  GTE(Kind.CALL, Functions.class, "greaterOrEqual"),
  LT(Kind.CALL, Functions.class, "less"),
  LTE(Kind.CALL, Functions.class, "lessOrEqual"),
  AND(Kind.CALL, Functions.class, "and"),
  OR(Kind.CALL, Functions.class, "or"),
  XOR(Kind.CALL, Functions.class, "xor"),
  WHERE(Kind.CALL, Functions.class, "where"),

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

  private final Kind kind;
  private final Class<?> owner;
  private final String function;
  private final int scratch;

  Op(Kind kind) {
    this(kind, Kernels.class, "");
  }

  Op(Kind kind, Class<?> owner, String function) {
    this(kind, owner, function, 0);
  }

  Op(Kind kind, Class<?> owner, String function, int scratch) {
    this.kind = kind;
    this.owner = owner;
    this.function = function;
    this.scratch = scratch;
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

  /** The number of arguments of an elementwise operation. */
  int arity() {
    return switch (this) {
      case ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM, POW, MOD, ATAN2 -> 2;
      case EQ, NEQ, GT, GTE, LT, LTE, AND, OR, XOR -> 2;
      case WHERE -> 3;
      default -> 1;
    };
  }

  boolean isElementwise() {
    return kind == Kind.ARITHMETIC || kind == Kind.KERNEL || kind == Kind.CALL;
  }
}
