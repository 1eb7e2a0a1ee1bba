package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.kernel.CovarianceKernel;
import org.borch.distributions.transform.AdditiveLogistic;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} that is made of other distributions. */
abstract class CompositeFactories extends VectorFactories {

  CompositeFactories() {}

  /** {@link MixtureOf} single numbers, each component of a family of its own. */
  public static MixtureOf mixtureOf(Categorical weights, Distribution... components) {
    return MixtureOf.of(weights, List.of(components));
  }

  /** {@link Folded}: the size of a real number. */
  public static Folded folded(Distribution base) {
    return Folded.of(base);
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, double low, double high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, double low, NDArray high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, NDArray low, double high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, NDArray low, NDArray high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, double low, double high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, double low, NDArray high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, NDArray low, double high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, NDArray low, NDArray high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link GaussianRandomWalk} of {@code length} steps from 0. */
  public static GaussianRandomWalk gaussianRandomWalk(double drift, double scale, int length) {
    return new GaussianRandomWalk(Operand.of(drift), Operand.of(scale), length);
  }

  /** {@link GaussianRandomWalk} of {@code length} steps from 0. */
  public static GaussianRandomWalk gaussianRandomWalk(double drift, NDArray scale, int length) {
    return new GaussianRandomWalk(Operand.of(drift), Operand.of(scale), length);
  }

  /** {@link GaussianRandomWalk} of {@code length} steps from 0. */
  public static GaussianRandomWalk gaussianRandomWalk(NDArray drift, double scale, int length) {
    return new GaussianRandomWalk(Operand.of(drift), Operand.of(scale), length);
  }

  /** {@link GaussianRandomWalk} of {@code length} steps from 0. */
  public static GaussianRandomWalk gaussianRandomWalk(NDArray drift, NDArray scale, int length) {
    return new GaussianRandomWalk(Operand.of(drift), Operand.of(scale), length);
  }

  /** {@link Autoregressive} series from zeros; coefficients: batch + [p]. */
  public static Autoregressive autoregressive(NDArray coefficients, double scale, int length) {
    return new Autoregressive(Operand.of(coefficients), Operand.of(scale), length);
  }

  /** {@link Autoregressive} series from zeros; coefficients: batch + [p]. */
  public static Autoregressive autoregressive(NDArray coefficients, NDArray scale, int length) {
    return new Autoregressive(Operand.of(coefficients), Operand.of(scale), length);
  }

  /**
   * {@link HiddenMarkov} chain of {@code length} values.
   *
   * @param initial batch, over K states
   * @param transitions batch + [K], over K states
   * @param emissions batch + [K]
   */
  public static HiddenMarkov hiddenMarkov(
      Categorical initial, Categorical transitions, Distribution emissions, int length) {
    return HiddenMarkov.of(initial, transitions, emissions, length);
  }

  /**
   * {@link LinearGaussian} state-space series of {@code length} values.
   *
   * @param initialLoc batch + [d]
   * @param initialTril batch + [d, d]
   * @param transition batch + [d, d]
   * @param transitionTril batch + [d, d]
   * @param observation batch + [m, d]
   * @param observationTril batch + [m, m]
   */
  public static LinearGaussian linearGaussian(
      NDArray initialLoc,
      NDArray initialTril,
      NDArray transition,
      NDArray transitionTril,
      NDArray observation,
      NDArray observationTril,
      int length) {
    return new LinearGaussian(
        Operand.of(initialLoc),
        Operand.of(initialTril),
        Operand.of(transition),
        Operand.of(transitionTril),
        Operand.of(observation),
        Operand.of(observationTril),
        length);
  }

  /** {@link GaussianProcess} of mean 0 at inputs [n, d], or [n], with errors of scale noise. */
  public static GaussianProcess gaussianProcess(
      CovarianceKernel kernel, NDArray inputs, double noise) {
    return new GaussianProcess(kernel, inputs, Operand.of(0), Operand.of(noise));
  }

  /** {@link GaussianProcess} of mean 0 at inputs [n, d], or [n], with errors of scale noise. */
  public static GaussianProcess gaussianProcess(
      CovarianceKernel kernel, NDArray inputs, NDArray noise) {
    return new GaussianProcess(kernel, inputs, Operand.of(0), Operand.of(noise));
  }

  /**
   * {@link EulerMaruyama} path of a stochastic differential equation from a state.
   *
   * @param step between two of the {@code length} times
   * @param parameters of the equation, in the order in which it gets them
   */
  public static EulerMaruyama eulerMaruyama(
      EulerMaruyama.Equation equation,
      double step,
      int length,
      double start,
      Parameter... parameters) {
    return new EulerMaruyama(equation, step, length, Operand.of(start), List.of(parameters));
  }

  /**
   * {@link EulerMaruyama} path of a stochastic differential equation from states: batch.
   *
   * @param step between two of the {@code length} times
   * @param parameters of the equation, in the order in which it gets them
   */
  public static EulerMaruyama eulerMaruyama(
      EulerMaruyama.Equation equation,
      double step,
      int length,
      NDArray start,
      Parameter... parameters) {
    return new EulerMaruyama(equation, step, length, Operand.of(start), List.of(parameters));
  }

  /** {@link Rescaled}: shift + factor u with u from a base of single real numbers. */
  public static Rescaled rescaled(Distribution base, double shift, double factor) {
    return Rescaled.of(base, Operand.of(shift), Operand.of(factor));
  }

  /** {@link Rescaled}: shift + factor u with u from a base of single real numbers. */
  public static Rescaled rescaled(Distribution base, double shift, NDArray factor) {
    return Rescaled.of(base, Operand.of(shift), Operand.of(factor));
  }

  /** {@link Rescaled}: shift + factor u with u from a base of single real numbers. */
  public static Rescaled rescaled(Distribution base, NDArray shift, double factor) {
    return Rescaled.of(base, Operand.of(shift), Operand.of(factor));
  }

  /** {@link Rescaled}: shift + factor u with u from a base of single real numbers. */
  public static Rescaled rescaled(Distribution base, NDArray shift, NDArray factor) {
    return Rescaled.of(base, Operand.of(shift), Operand.of(factor));
  }

  /** {@link Masked}: rows where the mask, BOOLEAN or numbers, is false or 0 do not count. */
  public static Masked masked(Distribution base, NDArray mask) {
    return new Masked(base, mask);
  }

  /**
   * The additive logistic normal: the log ratios of the first K - 1 entries of a point of the
   * simplex to its last one are from a MultivariateNormal (Aitchison 1986).
   *
   * @param loc batch + [K-1]
   * @param scaleTril batch + [K-1, K-1]
   */
  public static Distribution logisticNormal(NDArray loc, NDArray scaleTril) {
    return TransformedDistribution.of(
        new MultivariateNormal(
            Operand.of(loc), Operand.of(scaleTril), MultivariateNormal.Parameterization.SCALE_TRIL),
        new AdditiveLogistic());
  }
}
