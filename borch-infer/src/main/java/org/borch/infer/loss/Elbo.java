package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.infer.joint.WeightedSum;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * The evidence lower bound of one draw in its parts, each a scalar that is differentiable in the
 * draw's scope. With plates' weights s (N/B), data y and latent values z ~ q:
 *
 * <pre>
 *   likelihood  Σ s log p(y | z) + Σ s factors
 *   divergence  Σ s KL(q || p), or s (log q(z) - log p(z)) where the pair has no closed form
 *   value       likelihood - divergence
 * </pre>
 *
 * Terms are summed for each variable alone, so that no shape broadcasts against another.
 */
public final class Elbo {

  /** How the divergence of q from the prior is estimated: the same mean, other derivatives. */
  public enum Form {
    /** As {@link #PATH} for variables of a joint q, as {@link #CLOSED} for others. */
    AUTOMATIC,
    /** KL(q || p) where the pair has a closed form, else as {@link #SAMPLED}. */
    CLOSED,
    /** log q(z) - log p(z) at the draw. */
    SAMPLED,
    /**
     * As {@link #SAMPLED} without the score of q, whose mean is 0: no variance at the posterior.
     */
    PATH,
    /** -H(q) - log p(z) where the entropy has a closed form, else as {@link #SAMPLED}. */
    ENTROPY
  }

  private final NDArray likelihood;
  private final NDArray divergence;
  private final @Nullable NDArray score;

  private Elbo(NDArray likelihood, NDArray divergence, @Nullable NDArray score) {
    this.likelihood = likelihood;
    this.divergence = divergence;
    this.score = score;
  }

  /**
   * The bound's parts for a draw from a model's posterior, by closed divergences.
   *
   * @throws IllegalArgumentException if the draw has no random variable
   * @throws IllegalStateException if a latent variable's value was given, not drawn from q
   */
  public static Elbo of(Trace draw) {
    return of(draw, Form.CLOSED, 1);
  }

  /**
   * The bound's parts.
   *
   * @param temperature the weight of log q in the divergence; 1 in the bound
   */
  static Elbo of(Trace draw, Form form, double temperature) {
    requireVariables(draw);
    WeightedSum likelihood = new WeightedSum();
    WeightedSum divergence = new WeightedSum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        likelihood.add(factor.value(), factor.scale());
      } else if (site instanceof RandomVariable variable) {
        if (variable.isObserved()) {
          likelihood.add(variable.logPrior(), variable.scale());
        } else {
          addLatent(variable, form, temperature, divergence);
        }
      }
    }
    DataType type = type(draw);
    NDArray score = isScored(draw) ? Losses.score(draw, false) : null;
    return new Elbo(likelihood.orZero(type), divergence.orZero(type), score);
  }

  private static void addLatent(
      RandomVariable variable, Form form, double temperature, WeightedSum divergence) {
    double scale = variable.scale();
    if (temperature == 1) {
      Distribution q = variable.approximation().orElse(null);
      if (q == variable.prior()) {
        return;
      }
      Optional<NDArray> closed =
          form == Form.CLOSED || form == Form.AUTOMATIC ? variable.divergence() : Optional.empty();
      if (closed.isPresent()) {
        divergence.add(closed.get(), scale);
        return;
      }
    }
    Optional<NDArray> entropy = form == Form.ENTROPY ? variable.entropy() : Optional.empty();
    if (entropy.isPresent()) {
      divergence.add(entropy.get(), -scale * temperature);
    } else if (form == Form.PATH || (form == Form.AUTOMATIC && variable.isJoint())) {
      divergence.add(variable.pathLogApproximation(), scale * temperature);
    } else {
      NDArray logQ = variable.logApproximation();
      // The mean of the derivative of log q is 0: keeping it would add nothing but variance.
      divergence.add(isReparameterized(variable) ? logQ : stopGradient(logQ), scale * temperature);
    }
    divergence.add(variable.logPrior(), -scale);
  }

  /** Whether some latent value is no differentiable function of q's parameters alone. */
  static boolean isScored(Trace draw) {
    return draw.latents().stream()
        .anyMatch(latent -> !isReparameterized(latent) || latent.score().isPresent());
  }

  /** Whether the value is a differentiable function of q's parameters. */
  static boolean isReparameterized(RandomVariable variable) {
    return variable
        .approximation()
        .map(Distribution::isReparameterized)
        .orElseGet(() -> !variable.prior().isDiscrete());
  }

  static void requireVariables(Trace draw) {
    if (draw.variables().isEmpty()) {
      throw new IllegalArgumentException(
          "loss of a draw without random variables: it has the sites "
              + draw.sites().keySet()
              + ", expected at least one latent or observed variable; name them in forward with"
              + " rv(name, prior), and draw with model.sample(params, key)");
    }
  }

  static DataType type(Trace draw) {
    return draw.variables().stream()
        .map(variable -> variable.value().getDataType())
        .filter(DataType::isFloating)
        .findFirst()
        .orElse(DataType.FLOAT32);
  }

  /** The log density of the data given the latent values, with factors. */
  public NDArray likelihood() {
    return likelihood;
  }

  /** The divergence of q from the prior: closed form or estimate. */
  public NDArray divergence() {
    return divergence;
  }

  /**
   * The bound's estimate. Its derivative is {@link Losses#viLoss}'s only without scored latents.
   */
  public NDArray value() {
    return likelihood.sub(divergence);
  }

  /** Whether a latent variable needs the score-function estimator: a discrete q, for example. */
  public boolean isScored() {
    return score != null;
  }

  /** log q of the latent variables that need the score-function estimator; 0 if there are none. */
  NDArray score() {
    return score == null ? BorchArray.scalar(0, divergence.getDataType()) : score;
  }
}
