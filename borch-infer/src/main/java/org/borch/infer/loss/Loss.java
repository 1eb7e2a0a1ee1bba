package org.borch.infer.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Function;
import org.borch.Trace;

/**
 * What variational inference minimises: {@code Svi.defaults().withLoss(Loss.renyi(0.5))}. Each draw
 * of a step gives a few numbers, which are combined for all of them; both are array operations, so
 * that a step is one program.
 *
 * <pre>
 *   elbo()                  -log p(data, z) + log q(z): the default
 *   elbo().with(form)       the same value, other estimators of its derivative
 *   scoreFunction()         the same by derivatives of log q alone
 *   importanceWeighted()    -log mean of p(data, z) / q(z) over the draws of a step
 *   renyi(alpha)            between the two, and beyond
 *   each(f)                 the mean of your own function of a draw
 * </pre>
 */
public interface Loss {

  /** The numbers of one draw: scalars. */
  List<NDArray> terms(Trace draw);

  /**
   * The loss: a scalar.
   *
   * @param terms of {@link #terms}, each a scalar for one draw or [S] for S draws
   */
  NDArray of(List<NDArray> terms, LossStep step);

  /** Whether draws have constants as values: {@link org.borch.Model#sampleHeld}. */
  default boolean holdsValues() {
    return false;
  }

  /**
   * The negative evidence lower bound, by closed divergences where there are any, and by the path
   * derivative for variables of a joint posterior.
   */
  static ElboLoss elbo() {
    return ElboLoss.defaults();
  }

  /**
   * The negative evidence lower bound, whose derivative goes along the path of the values alone: it
   * has no variance where q is the posterior (Roeder, Wu and Duvenaud 2017).
   */
  static ElboLoss pathDerivative() {
    return elbo().with(Elbo.Form.PATH);
  }

  /**
   * The negative evidence lower bound by the score function for all latent variables, whether their
   * values are differentiable or not (Ranganath et al. 2014), with the other draws of a step as
   * baseline, or the steps before if there is one draw.
   */
  static Loss scoreFunction() {
    return new ScoreLoss();
  }

  /**
   * The negative importance-weighted bound of the draws of a step (Burda, Grosse and Salakhutdinov
   * 2016), with doubly reparameterised derivatives (Tucker et al. 2019): take several, {@code
   * withParticles(16)}.
   */
  static Loss importanceWeighted() {
    return renyi(0);
  }

  /**
   * The negative Rényi bound of the draws of a step (Li and Turner 2016, equation 9): below 1 q
   * covers more of the posterior than under {@link #elbo}, above 1 less. It is biased by the number
   * of draws.
   *
   * @param alpha finite; 1 is {@link #elbo} by sampled densities, 0 {@link #importanceWeighted}
   */
  static Loss renyi(double alpha) {
    return new RenyiLoss(alpha);
  }

  /** The mean over the draws of a step of a function: a scalar that is differentiable. */
  static Loss each(Function<? super Trace, ? extends NDArray> function) {
    return new EachLoss(function);
  }
}
