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
}
