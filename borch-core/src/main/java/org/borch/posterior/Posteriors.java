package org.borch.posterior;

import org.borch.Module;

/**
 * The posteriors that borch brings: {@code model.withPosterior(Posteriors.normal())}. The class
 * name tells {@code Posteriors.normal()} from the distribution {@code normal(0, 1)}.
 */
public final class Posteriors {

  private Posteriors() {}

  /**
   * The prior's own family with learned arguments, which follow the prior's where these depend on
   * other latent variables, and are the prior's where those depend on data.
   */
  public static Posterior automatic() {
    return new Automatic(true);
  }

  /**
   * The prior's own family as in {@link #automatic()}, but with learned arguments that depend on
   * nothing: variables are independent under q.
   */
  public static Posterior asPrior() {
    return new Automatic(false);
  }

  /**
   * Independent normals in unconstrained coordinates, of standard deviation 0.05 at the start and
   * centres at the prior's mean, or a finite prior draw where there is none. {@link
   * Gaussian#withScale} starts wider or narrower.
   */
  public static Gaussian normal() {
    return Gaussian.defaults();
  }

  /**
   * As {@link #normal()}, of standard deviations that start at a fraction of the prior's, element
   * by element in unconstrained coordinates: a scale's, where the prior is of location and scale.
   *
   * @param scaling the fraction, 0.01 for example
   */
  public static Gaussian scaledNormal(double scaling) {
    return Gaussian.scaled(scaling);
  }

  /**
   * One normal with a full covariance over all variables together, in unconstrained coordinates:
   * {@code n (n + 3) / 2} parameters for n coordinates. It starts as {@link #normal()} does. Rows
   * of a minibatch and discrete variables need a posterior of their own, by {@link #at}.
   */
  public static FullRankGaussian multivariateNormal() {
    return FullRankGaussian.defaults();
  }

  /**
   * As {@link #multivariateNormal()}, of covariance W Wᵀ + D with a diagonal D and {@code rank}
   * columns in W: {@code n (rank + 2)} parameters, for models of many variables.
   *
   * @param rank at least 1
   */
  public static LowRankGaussian lowRankNormal(int rank) {
    return LowRankGaussian.of(rank);
  }

  /**
   * As {@link #multivariateNormal()}, bent by a normalising flow: for posteriors that are skewed or
   * curved. Some thousand parameters for ten variables, and steps that cost more.
   *
   * @param layers of couplings, at least 1; 4 bend most of what is bent
   */
  public static Flow flow(int layers) {
    return Flow.of(layers);
  }

  /**
   * One q for the variables of each module by itself: with {@code multivariateNormal()} a
   * covariance whose blocks are the modules. Variables of the model's own module are one block,
   * too.
   */
  public static Posterior byModule(Posterior each) {
    return new ByModule(each);
  }

  /**
   * As many normals as {@code components}, each with a full covariance over all variables together
   * in unconstrained coordinates, and learned weights: for posteriors of several modes.
   *
   * @param components at least 1
   */
  public static GaussianMixture mixture(int components) {
    return GaussianMixture.of(components);
  }

  /**
   * One learned point for each variable, a Delta: its log density counts as 0, so that a loss is a
   * penalised likelihood. It starts at a draw from the prior.
   */
  public static Posterior pointMass() {
    return new PointMass();
  }

  /**
   * A module as q: it sees the model's input, may use the model's plates, and its random variables
   * answer for the latent variables of their names.
   */
  public static Posterior manual(Module<?, ?> guide) {
    return new Manual(guide);
  }

  /**
   * A posterior for the variables that a pattern matches: a name, a module's path, with {@code *}
   * for any characters. Continue with {@link ByName#at} and {@link ByName#otherwise}.
   */
  public static ByName at(String pattern, Posterior posterior) {
    return ByName.of(pattern, posterior);
  }
}
