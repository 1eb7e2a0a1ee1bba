package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on vectors and matrices. */
abstract class VectorFactories extends CountFactories {

  VectorFactories() {}

  /** {@link Multinomial}; probs: batch + [K], divided by their sum. */
  public static Multinomial multinomial(double totalCount, NDArray probs) {
    return Multinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Multinomial}; probs: batch + [K], divided by their sum. */
  public static Multinomial multinomial(NDArray totalCount, NDArray probs) {
    return Multinomial.ofProbs(Operand.of(totalCount), Operand.of(probs));
  }

  /** {@link Multinomial}; logits: batch + [K]. */
  public static Multinomial multinomialLogits(double totalCount, NDArray logits) {
    return Multinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link Multinomial}; logits: batch + [K]. */
  public static Multinomial multinomialLogits(NDArray totalCount, NDArray logits) {
    return Multinomial.ofLogits(Operand.of(totalCount), Operand.of(logits));
  }

  /** {@link DirichletMultinomial}; concentration: batch + [K]. */
  public static DirichletMultinomial dirichletMultinomial(
      double totalCount, NDArray concentration) {
    return new DirichletMultinomial(Operand.of(totalCount), Operand.of(concentration));
  }

  /** {@link DirichletMultinomial}; concentration: batch + [K]. */
  public static DirichletMultinomial dirichletMultinomial(
      NDArray totalCount, NDArray concentration) {
    return new DirichletMultinomial(Operand.of(totalCount), Operand.of(concentration));
  }

  /** {@link RelaxedOneHotCategorical}; logits: batch + [K]. */
  public static RelaxedOneHotCategorical relaxedOneHotCategorical(
      double temperature, NDArray logits) {
    return new RelaxedOneHotCategorical(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link RelaxedOneHotCategorical}; logits: batch + [K]. */
  public static RelaxedOneHotCategorical relaxedOneHotCategorical(
      NDArray temperature, NDArray logits) {
    return new RelaxedOneHotCategorical(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link MultivariateStudentT}; loc: batch + [d], scaleTril: batch + [d, d]. */
  public static MultivariateStudentT multivariateStudentT(
      double df, NDArray loc, NDArray scaleTril) {
    return new MultivariateStudentT(Operand.of(df), Operand.of(loc), Operand.of(scaleTril));
  }

  /** {@link MultivariateStudentT}; loc: batch + [d], scaleTril: batch + [d, d]. */
  public static MultivariateStudentT multivariateStudentT(
      NDArray df, NDArray loc, NDArray scaleTril) {
    return new MultivariateStudentT(Operand.of(df), Operand.of(loc), Operand.of(scaleTril));
  }

  /** {@link LowRankMultivariateNormal}; covFactor: batch + [d, r], covDiag: batch + [d]. */
  public static LowRankMultivariateNormal lowRankMultivariateNormal(
      NDArray loc, NDArray covFactor, NDArray covDiag) {
    return new LowRankMultivariateNormal(
        Operand.of(loc), Operand.of(covFactor), Operand.of(covDiag));
  }

  /** {@link LkjCholesky} of {@code dim} rows, uniform on correlations for concentration 1. */
  public static LkjCholesky lkjCholesky(int dim, double concentration) {
    return new LkjCholesky(dim, Operand.of(concentration));
  }

  /** {@link LkjCholesky} of {@code dim} rows, uniform on correlations for concentration 1. */
  public static LkjCholesky lkjCholesky(int dim, NDArray concentration) {
    return new LkjCholesky(dim, Operand.of(concentration));
  }

  /** {@link Wishart} with mean df covarianceMatrix; covarianceMatrix: batch + [d, d]. */
  public static Wishart wishart(double df, NDArray covarianceMatrix) {
    return Wishart.ofCovariance(Operand.of(df), Operand.of(covarianceMatrix));
  }

  /** {@link Wishart} with mean df covarianceMatrix; covarianceMatrix: batch + [d, d]. */
  public static Wishart wishart(NDArray df, NDArray covarianceMatrix) {
    return Wishart.ofCovariance(Operand.of(df), Operand.of(covarianceMatrix));
  }

  /** {@link Wishart} by the Cholesky factor of its covariance: batch + [d, d]. */
  public static Wishart wishartTril(double df, NDArray scaleTril) {
    return Wishart.ofScaleTril(Operand.of(df), Operand.of(scaleTril));
  }

  /** {@link Wishart} by the Cholesky factor of its covariance: batch + [d, d]. */
  public static Wishart wishartTril(NDArray df, NDArray scaleTril) {
    return Wishart.ofScaleTril(Operand.of(df), Operand.of(scaleTril));
  }

  /** {@link WishartCholesky}: the factor of a Wishart matrix; scaleTril: batch + [d, d]. */
  public static WishartCholesky wishartCholesky(double df, NDArray scaleTril) {
    return new WishartCholesky(Operand.of(df), Operand.of(scaleTril));
  }

  /** {@link WishartCholesky}: the factor of a Wishart matrix; scaleTril: batch + [d, d]. */
  public static WishartCholesky wishartCholesky(NDArray df, NDArray scaleTril) {
    return new WishartCholesky(Operand.of(df), Operand.of(scaleTril));
  }

  /** {@link InverseWishart}; scaleMatrix: batch + [d, d]. */
  public static InverseWishart inverseWishart(double df, NDArray scaleMatrix) {
    return new InverseWishart(Operand.of(df), Operand.of(scaleMatrix));
  }

  /** {@link InverseWishart}; scaleMatrix: batch + [d, d]. */
  public static InverseWishart inverseWishart(NDArray df, NDArray scaleMatrix) {
    return new InverseWishart(Operand.of(df), Operand.of(scaleMatrix));
  }

  /** {@link LkjCorrelation} of d x d matrices; concentration 1 is uniform. */
  public static LkjCorrelation lkjCorrelation(int dim, double concentration) {
    return new LkjCorrelation(dim, Operand.of(concentration));
  }

  /** {@link LkjCorrelation} of d x d matrices; concentration 1 is uniform. */
  public static LkjCorrelation lkjCorrelation(int dim, NDArray concentration) {
    return new LkjCorrelation(dim, Operand.of(concentration));
  }

  /** {@link OneHotCategorical}; probs: batch + [K], divided by their sum. */
  public static OneHotCategorical oneHotCategorical(NDArray probs) {
    return OneHotCategorical.ofProbs(Operand.of(probs));
  }

  /** {@link OneHotCategorical}; logits: batch + [K]. */
  public static OneHotCategorical oneHotCategoricalLogits(NDArray logits) {
    return OneHotCategorical.ofLogits(Operand.of(logits));
  }

  /** {@link MatrixNormal}; loc: batch + [n, m], rowTril: [n, n], columnTril: [m, m]. */
  public static MatrixNormal matrixNormal(NDArray loc, NDArray rowTril, NDArray columnTril) {
    return new MatrixNormal(Operand.of(loc), Operand.of(rowTril), Operand.of(columnTril));
  }

  /** {@link ZeroSumNormal} vectors of length {@code dim}. */
  public static ZeroSumNormal zeroSumNormal(int dim, double scale) {
    return new ZeroSumNormal(dim, Operand.of(scale));
  }

  /** {@link ZeroSumNormal} vectors of length {@code dim}. */
  public static ZeroSumNormal zeroSumNormal(int dim, NDArray scale) {
    return new ZeroSumNormal(dim, Operand.of(scale));
  }

  /** {@link StickBreakingWeights} of {@code size} components. */
  public static StickBreakingWeights stickBreakingWeights(int size, double concentration) {
    return new StickBreakingWeights(size, Operand.of(concentration));
  }

  /** {@link StickBreakingWeights} of {@code size} components. */
  public static StickBreakingWeights stickBreakingWeights(int size, NDArray concentration) {
    return new StickBreakingWeights(size, Operand.of(concentration));
  }

  /** {@link Car}: effects of places; adjacency: [n, n], symmetric, 1 for neighbours. */
  public static Car car(double scale, double correlation, NDArray adjacency) {
    return Car.of(Operand.of(scale), Operand.of(correlation), adjacency);
  }

  /** {@link Car}: effects of places; adjacency: [n, n], symmetric, 1 for neighbours. */
  public static Car car(double scale, NDArray correlation, NDArray adjacency) {
    return Car.of(Operand.of(scale), Operand.of(correlation), adjacency);
  }

  /** {@link Car}: effects of places; adjacency: [n, n], symmetric, 1 for neighbours. */
  public static Car car(NDArray scale, double correlation, NDArray adjacency) {
    return Car.of(Operand.of(scale), Operand.of(correlation), adjacency);
  }

  /** {@link Car}: effects of places; adjacency: [n, n], symmetric, 1 for neighbours. */
  public static Car car(NDArray scale, NDArray correlation, NDArray adjacency) {
    return Car.of(Operand.of(scale), Operand.of(correlation), adjacency);
  }

  /** {@link IntrinsicCar}: effects of places that sum to 0; adjacency: [n, n]. */
  public static IntrinsicCar intrinsicCar(double scale, NDArray adjacency) {
    return IntrinsicCar.of(Operand.of(scale), adjacency);
  }

  /** {@link IntrinsicCar}: effects of places that sum to 0; adjacency: [n, n]. */
  public static IntrinsicCar intrinsicCar(NDArray scale, NDArray adjacency) {
    return IntrinsicCar.of(Operand.of(scale), adjacency);
  }

  /** {@link MatrixStudentT} of rows and columns that correlate. */
  public static MatrixStudentT matrixStudentT(
      double df, NDArray loc, NDArray rowTril, NDArray columnTril) {
    return new MatrixStudentT(
        Operand.of(df), Operand.of(loc), Operand.of(rowTril), Operand.of(columnTril));
  }

  /** {@link MatrixStudentT} of rows and columns that correlate. */
  public static MatrixStudentT matrixStudentT(
      NDArray df, NDArray loc, NDArray rowTril, NDArray columnTril) {
    return new MatrixStudentT(
        Operand.of(df), Operand.of(loc), Operand.of(rowTril), Operand.of(columnTril));
  }

  /** {@link VonMisesFisher} of directions around {@code loc}, of length 1: batch + [d]. */
  public static VonMisesFisher vonMisesFisher(NDArray loc, double concentration) {
    return new VonMisesFisher(Operand.of(loc), Operand.of(concentration));
  }

  /** {@link VonMisesFisher} of directions around {@code loc}, of length 1: batch + [d]. */
  public static VonMisesFisher vonMisesFisher(NDArray loc, NDArray concentration) {
    return new VonMisesFisher(Operand.of(loc), Operand.of(concentration));
  }

  /**
   * {@link ProjectedNormal}: the direction of a normal vector of mean {@code loc}, batch + [2] or
   * [3].
   */
  public static ProjectedNormal projectedNormal(NDArray loc) {
    return new ProjectedNormal(Operand.of(loc));
  }

  /** {@link SineBivariateVonMises} of two angles; loc, concentration: batch + [2]. */
  public static SineBivariateVonMises sineBivariateVonMises(
      NDArray loc, NDArray concentration, double correlation) {
    return new SineBivariateVonMises(
        Operand.of(loc), Operand.of(concentration), Operand.of(correlation));
  }

  /** {@link SineBivariateVonMises} of two angles; loc, concentration: batch + [2]. */
  public static SineBivariateVonMises sineBivariateVonMises(
      NDArray loc, NDArray concentration, NDArray correlation) {
    return new SineBivariateVonMises(
        Operand.of(loc), Operand.of(concentration), Operand.of(correlation));
  }

  /** {@link PlackettLuce} rankings; logits: batch + [K]. */
  public static PlackettLuce plackettLuce(NDArray logits) {
    return new PlackettLuce(Operand.of(logits));
  }

  /**
   * {@link OneHotCategoricalStraightThrough}, whose draws have the derivatives of relaxed ones;
   * logits: batch + [K].
   */
  public static OneHotCategoricalStraightThrough oneHotCategoricalStraightThrough(
      double temperature, NDArray logits) {
    return new OneHotCategoricalStraightThrough(Operand.of(temperature), Operand.of(logits));
  }

  /**
   * {@link OneHotCategoricalStraightThrough}, whose draws have the derivatives of relaxed ones;
   * logits: batch + [K].
   */
  public static OneHotCategoricalStraightThrough oneHotCategoricalStraightThrough(
      NDArray temperature, NDArray logits) {
    return new OneHotCategoricalStraightThrough(Operand.of(temperature), Operand.of(logits));
  }
}
