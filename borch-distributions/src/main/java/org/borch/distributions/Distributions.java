package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.MultivariateNormal.Parameterization;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijector;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;

/**
 * The factories of distributions, to be imported statically: {@code normal(0, 3)}. Each parameter
 * is a number or an array; all broadcast to the batch shape.
 */
public final class Distributions extends CompositeFactories {

  private Distributions() {}

  /** {@link Normal} with mean {@code loc} and standard deviation {@code scale}. */
  public static Normal normal(double loc, double scale) {
    return new Normal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Normal} with mean {@code loc} and standard deviation {@code scale}. */
  public static Normal normal(double loc, NDArray scale) {
    return new Normal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Normal} with mean {@code loc} and standard deviation {@code scale}. */
  public static Normal normal(NDArray loc, double scale) {
    return new Normal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link Normal} with mean {@code loc} and standard deviation {@code scale}. */
  public static Normal normal(NDArray loc, NDArray scale) {
    return new Normal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogNormal}: the logarithm is Normal(loc, scale). */
  public static LogNormal logNormal(double loc, double scale) {
    return new LogNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogNormal}: the logarithm is Normal(loc, scale). */
  public static LogNormal logNormal(double loc, NDArray scale) {
    return new LogNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogNormal}: the logarithm is Normal(loc, scale). */
  public static LogNormal logNormal(NDArray loc, double scale) {
    return new LogNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogNormal}: the logarithm is Normal(loc, scale). */
  public static LogNormal logNormal(NDArray loc, NDArray scale) {
    return new LogNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link HalfNormal}, the absolute value of a Normal(0, scale). */
  public static HalfNormal halfNormal(double scale) {
    return new HalfNormal(Operand.of(scale));
  }

  /** {@link HalfNormal}, the absolute value of a Normal(0, scale). */
  public static HalfNormal halfNormal(NDArray scale) {
    return new HalfNormal(Operand.of(scale));
  }

  /** {@link HalfCauchy} with median {@code scale}. */
  public static HalfCauchy halfCauchy(double scale) {
    return new HalfCauchy(Operand.of(scale));
  }

  /** {@link HalfCauchy} with median {@code scale}. */
  public static HalfCauchy halfCauchy(NDArray scale) {
    return new HalfCauchy(Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(double df, double loc, double scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(double df, double loc, NDArray scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(double df, NDArray loc, double scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(double df, NDArray loc, NDArray scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(NDArray df, double loc, double scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(NDArray df, double loc, NDArray scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(NDArray df, NDArray loc, double scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link StudentT} with {@code df} degrees of freedom. */
  public static StudentT studentT(NDArray df, NDArray loc, NDArray scale) {
    return new StudentT(Operand.of(df), Operand.of(loc), Operand.of(scale));
  }

  /** {@link Gamma} with mean concentration / rate. */
  public static Gamma gamma(double concentration, double rate) {
    return new Gamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gamma} with mean concentration / rate. */
  public static Gamma gamma(double concentration, NDArray rate) {
    return new Gamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gamma} with mean concentration / rate. */
  public static Gamma gamma(NDArray concentration, double rate) {
    return new Gamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Gamma} with mean concentration / rate. */
  public static Gamma gamma(NDArray concentration, NDArray rate) {
    return new Gamma(Operand.of(concentration), Operand.of(rate));
  }

  /** {@link Beta}; {@code concentration1} is the exponent on x. */
  public static Beta beta(double concentration1, double concentration0) {
    return new Beta(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Beta}; {@code concentration1} is the exponent on x. */
  public static Beta beta(double concentration1, NDArray concentration0) {
    return new Beta(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Beta}; {@code concentration1} is the exponent on x. */
  public static Beta beta(NDArray concentration1, double concentration0) {
    return new Beta(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Beta}; {@code concentration1} is the exponent on x. */
  public static Beta beta(NDArray concentration1, NDArray concentration0) {
    return new Beta(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Uniform} from {@code low} to {@code high}. */
  public static Uniform uniform(double low, double high) {
    return new Uniform(Operand.of(low), Operand.of(high));
  }

  /** {@link Uniform} from {@code low} to {@code high}. */
  public static Uniform uniform(double low, NDArray high) {
    return new Uniform(Operand.of(low), Operand.of(high));
  }

  /** {@link Uniform} from {@code low} to {@code high}. */
  public static Uniform uniform(NDArray low, double high) {
    return new Uniform(Operand.of(low), Operand.of(high));
  }

  /** {@link Uniform} from {@code low} to {@code high}. */
  public static Uniform uniform(NDArray low, NDArray high) {
    return new Uniform(Operand.of(low), Operand.of(high));
  }

  /** {@link Flat} on all real numbers. */
  public static Flat flat() {
    return flat(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** {@link Flat} on the positive numbers. */
  public static Flat halfFlat() {
    return flat(0, Double.POSITIVE_INFINITY);
  }

  /** {@link Flat} from {@code low} to {@code high}, of which each may be infinite. */
  public static Flat flat(double low, double high) {
    return new Flat(Operand.of(low), Operand.of(high));
  }

  /** {@link Flat} from {@code low} to {@code high}, of which low may be -infinity. */
  public static Flat flat(double low, NDArray high) {
    return new Flat(Operand.of(low), Operand.of(high));
  }

  /** {@link Flat} from {@code low} to {@code high}, of which high may be infinity. */
  public static Flat flat(NDArray low, double high) {
    return new Flat(Operand.of(low), Operand.of(high));
  }

  /** {@link Flat} from {@code low} to {@code high}. */
  public static Flat flat(NDArray low, NDArray high) {
    return new Flat(Operand.of(low), Operand.of(high));
  }

  /** {@link Dirichlet}; concentration: batch + [K]. */
  public static Dirichlet dirichlet(NDArray concentration) {
    return new Dirichlet(Operand.of(concentration));
  }

  /** {@link Dirichlet} with one number per entry. */
  public static Dirichlet dirichlet(double... concentration) {
    return dirichlet(BorchArray.of(concentration));
  }

  /** {@link MultivariateNormal} by its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormal(double loc, NDArray covarianceMatrix) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(covarianceMatrix), Parameterization.COVARIANCE);
  }

  /** {@link MultivariateNormal} by its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormal(NDArray loc, NDArray covarianceMatrix) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(covarianceMatrix), Parameterization.COVARIANCE);
  }

  /** {@link MultivariateNormal} by the inverse of its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormalPrecision(
      double loc, NDArray precisionMatrix) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(precisionMatrix), Parameterization.PRECISION);
  }

  /** {@link MultivariateNormal} by the inverse of its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormalPrecision(
      NDArray loc, NDArray precisionMatrix) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(precisionMatrix), Parameterization.PRECISION);
  }

  /** {@link MultivariateNormal} by the lower Cholesky factor of its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormalTril(double loc, NDArray scaleTril) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(scaleTril), Parameterization.SCALE_TRIL);
  }

  /** {@link MultivariateNormal} by the lower Cholesky factor of its covariance: batch + [d, d]. */
  public static MultivariateNormal multivariateNormalTril(NDArray loc, NDArray scaleTril) {
    return new MultivariateNormal(
        Operand.of(loc), Operand.of(scaleTril), Parameterization.SCALE_TRIL);
  }

  /** {@link Bernoulli} by the probability of 1. */
  public static Bernoulli bernoulli(double probs) {
    return Bernoulli.ofProbs(Operand.of(probs));
  }

  /** {@link Bernoulli} by the probability of 1. */
  public static Bernoulli bernoulli(NDArray probs) {
    return Bernoulli.ofProbs(Operand.of(probs));
  }

  /** {@link Bernoulli} by the log odds of 1. */
  public static Bernoulli bernoulliLogits(double logits) {
    return Bernoulli.ofLogits(Operand.of(logits));
  }

  /** {@link Bernoulli} by the log odds of 1. */
  public static Bernoulli bernoulliLogits(NDArray logits) {
    return Bernoulli.ofLogits(Operand.of(logits));
  }

  /** {@link Poisson} with mean {@code rate}. */
  public static Poisson poisson(double rate) {
    return new Poisson(Operand.of(rate));
  }

  /** {@link Poisson} with mean {@code rate}. */
  public static Poisson poisson(NDArray rate) {
    return new Poisson(Operand.of(rate));
  }

  /** {@link Categorical}; probs: batch + [K], divided by their sum. */
  public static Categorical categorical(NDArray probs) {
    return Categorical.ofProbs(Operand.of(probs));
  }

  /** {@link Categorical} with one number per class. */
  public static Categorical categorical(double... probs) {
    return categorical(BorchArray.of(probs));
  }

  /** {@link Categorical}; logits: batch + [K]. */
  public static Categorical categoricalLogits(NDArray logits) {
    return Categorical.ofLogits(Operand.of(logits));
  }

  /** {@link Categorical} with one number per class. */
  public static Categorical categoricalLogits(double... logits) {
    return categoricalLogits(BorchArray.of(logits));
  }

  /**
   * {@link Mixture} of K components of one family.
   *
   * @param weights of the components: batch, over K classes
   * @param components batch + [K], or [K] for every batch
   */
  public static Mixture mixture(Categorical weights, Distribution components) {
    return Mixture.of(weights, components);
  }

  /** {@link Delta} at a number or at every element of an array. */
  public static Delta delta(double value) {
    return new Delta(Operand.of(value), Constraints.real());
  }

  /** {@link Delta} at a number or at every element of an array. */
  public static Delta delta(NDArray value) {
    return new Delta(Operand.of(value), Constraints.real());
  }

  /** {@link Delta} at points of a support; value: batch + the support's event. */
  public static Delta delta(NDArray value, Constraint support) {
    return new Delta(Operand.of(value), support);
  }

  /**
   * A density on a part of its support, not renormalised; see {@link Restricted}.
   *
   * @param set continuous; its bounds, if it has any, are numbers
   */
  public static Restricted restricted(Distribution base, Constraint set) {
    return Restricted.of(base, set);
  }

  /**
   * The distribution of bijector(u) with u from {@code base}; see {@link TransformedDistribution}.
   */
  public static Distribution transformed(Distribution base, Bijector bijector) {
    return TransformedDistribution.of(base, bijector);
  }
}
