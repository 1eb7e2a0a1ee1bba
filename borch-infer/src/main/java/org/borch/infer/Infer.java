package org.borch.infer;

import static org.borch.tensor.ArrayMath.cast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.laplace.Mode;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.mcmc.SavedChains;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * Losses on draws of a model, for a loop of your own, and whole algorithms in one call.
 *
 * <p>Every loss is a scalar; {@code params.gradient(loss)} is its derivative in the scope in which
 * the draw was made.
 */
public final class Infer {

  private Infer() {}

  // ---- losses

  /**
   * The negative evidence lower bound of one draw; see {@link Elbo}. Its derivative is unbiased: by
   * the draw's own path where q is reparameterised, by the score function elsewhere, without
   * baseline.
   *
   * @throws IllegalArgumentException if the draw has no random variable
   * @throws IllegalStateException if a latent variable's value was given, not drawn from q
   */
  public static NDArray viLoss(Trace draw) {
    return Elbo.of(draw).loss(null);
  }

  /**
   * As {@link #viLoss(Trace)}, with a baseline for the score function.
   *
   * @param baseline about the loss's mean, computed without this draw: it lessens the derivative's
   *     variance and changes neither its mean nor the loss's value
   */
  public static NDArray viLoss(Trace draw, double baseline) {
    Elbo elbo = Elbo.of(draw);
    return elbo.loss(elbo.isScored() ? constant(elbo, baseline) : null);
  }

  /** As {@link #viLoss(Trace, double)}, with a baseline that is a scalar array. */
  public static NDArray viLoss(Trace draw, NDArray baseline) {
    Elbo elbo = Elbo.of(draw);
    return elbo.loss(elbo.isScored() ? cast(baseline, elbo.divergence().getDataType()) : null);
  }

  private static NDArray constant(Elbo elbo, double value) {
    return BorchArray.scalar(value, elbo.divergence().getDataType());
  }

  /**
   * The average of {@link #viLoss(Trace)} over independent draws; the score function's baseline for
   * each one is the mean of the others.
   *
   * @param draws at least one, as from {@code model.sample(params, key, n)}
   */
  public static NDArray viLoss(List<Trace> draws) {
    if (draws.isEmpty()) {
      throw new IllegalArgumentException("viLoss of 0 draws, expected at least 1");
    }
    return Particles.of(draws).loss();
  }

  /**
   * {@code viLoss(model.sample(params, key, draws))} by one run of the model on arrays that hold
   * all draws. A model that reads a value or uses an operation without a batching rule runs once
   * for each draw.
   *
   * @param draws how many, at least 1
   */
  public static NDArray viLoss(Model<?, ?> model, Params params, Key key, int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException(draws + " draws, expected at least 1");
    }
    List<Key> keys = LongStream.range(0, draws).mapToObj(key::at).toList();
    return viLoss(model.withBatchOf(key), params, Key.halves(keys));
  }

  /**
   * As {@link #viLoss(Model, Params, Key, int)}, with the key of each draw.
   *
   * @param model not bound to minibatches
   * @param keys INT64 (n, 2), as from {@link Key#halves(List)}
   */
  public static NDArray viLoss(Model<?, ?> model, Params params, NDArray keys) {
    Particles particles;
    try {
      particles = Particles.of(model, params, keys);
    } catch (TracingException e) {
      particles =
          Particles.of(
              LongStream.range(0, keys.getShape().get(0))
                  .mapToObj(i -> model.sample(params, Key.of(keys.get(i))))
                  .toList());
    }
    return particles.loss();
  }

  /**
   * The negative log joint density of one draw: the loss of maximum a posteriori estimation under
   * {@code pointMass()}, in the variables' own coordinates.
   *
   * @throws IllegalArgumentException if the draw has no random variable
   */
  public static NDArray mapLoss(Trace draw) {
    Elbo.requireVariables(draw);
    Elbo.Sum sum = new Elbo.Sum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        sum.add(factor.value(), -1);
      } else if (site instanceof RandomVariable variable) {
        sum.add(variable.logPrior(), -variable.scale());
      }
    }
    return sum.orZero(DataType.FLOAT32);
  }

  /**
   * The log importance weight of one draw, log p(data, latent) - log q(latent): an estimate of the
   * evidence lower bound that does not vary where q is the exact posterior. Points count as q = 1.
   *
   * @throws IllegalArgumentException if the draw has no random variable
   * @throws IllegalStateException if a latent variable's value was given, not drawn from q
   */
  public static NDArray logWeight(Trace draw) {
    Elbo.requireVariables(draw);
    Elbo.Sum sum = new Elbo.Sum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        sum.add(factor.value(), 1);
      } else if (site instanceof RandomVariable variable) {
        sum.add(variable.logPrior(), variable.scale());
        if (!variable.isObserved()) {
          sum.add(variable.logApproximation(), -variable.scale());
        }
      }
    }
    return sum.orZero(DataType.FLOAT32);
  }

  // ---- algorithms

  /**
   * Fits the model's posterior by stochastic variational inference.
   *
   * @return the fit, which the caller closes
   * @throws ArithmeticException if a loss or gradient is not finite and the settings do not allow
   *     to skip it; the message names the first variable that is wrong
   */
  public static Fit fit(Model<?, ?> model, Svi settings, Seed seed) {
    return settings.fit(model, seed);
  }

  /**
   * Fits one point for each latent variable by steps on {@link #mapLoss}: maximum a posteriori
   * estimation, in the variables' own coordinates. The same as {@link #fit} with the posterior
   * {@code pointMass()}, under which both losses are equal.
   *
   * @return the fit, which the caller closes
   * @throws ArithmeticException as {@link #fit}
   */
  public static Fit map(Model<?, ?> model, Svi settings, Seed seed) {
    return settings.fit(model.withPosterior(Posteriors.pointMass()), seed);
  }

  /**
   * Finds the point for all latent variables where the density is largest, to the last digits:
   * {@code Infer.map(model, Lbfgs.defaults(), seed)} in the variables' own coordinates (maximum a
   * posteriori).
   *
   * @param model all latent variables must be continuous; bound to all data
   * @return the mode; if there is none, {@link Mode#message} says why
   * @throws IllegalArgumentException if a latent variable is discrete, or no start has a finite
   *     density; the message names the variables
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static Mode map(Model<?, ?> model, Lbfgs settings, Seed seed) {
    LogDensity density =
        settings.jacobian() ? LogDensity.of(model, seed) : LogDensity.ofOwnCoordinates(model, seed);
    return settings.mode(density, seed);
  }

  /**
   * Approximates the posterior by a normal distribution around its mode in unconstrained
   * coordinates: {@code Infer.laplace(model, Laplace.defaults(), seed)}.
   *
   * @param model as for {@link #map(Model, Lbfgs, Seed)}
   * @return the approximation; if there is none, {@link LaplaceFit#fault} says why
   * @throws IllegalArgumentException as {@link #map(Model, Lbfgs, Seed)}
   * @throws IllegalStateException if the model is bound to minibatches
   */
  public static LaplaceFit laplace(Model<?, ?> model, Laplace settings, Seed seed) {
    return settings.approximate(LogDensity.of(model, seed), seed);
  }

  /**
   * Samples the model's exact posterior: {@code Infer.sample(model, Nuts.defaults(), seed)}. The
   * draws have the latent variables and the quantities that the model names with {@code
   * deterministic}; {@link Predictive} computes more, and what does not fit in memory. Discrete
   * latent variables with few values are summed out; {@link #withDiscrete} draws them.
   *
   * @throws IllegalArgumentException if a discrete latent variable cannot be summed out, or no
   *     point is found from which a chain can start; the message names the variables
   * @throws ArithmeticException if the posterior is improper or not continuous
   */
  public static Draws sample(Model<?, ?> model, Sampler settings, Seed seed) {
    LogDensity density = LogDensity.of(model, seed);
    return Draws.of(density, settings.sample(density, seed));
  }

  /**
   * The draws with the discrete latent variables, which were summed out when the others were drawn:
   * each draw gets one of them from their exact distribution given the others and the data.
   *
   * @param model that was sampled, with its data
   * @param draws of all its continuous latent variables
   * @throws IllegalArgumentException if the draws lack a latent variable, or have the discrete ones
   *     already
   */
  public static Draws withDiscrete(Model<?, ?> model, Draws draws, Seed seed) {
    return DiscreteDraws.of(LogDensity.of(model, seed), draws, seed);
  }

  /**
   * Goes on with a run that was interrupted after a checkpoint, to the same result bit for bit.
   *
   * @param model and settings as in the interrupted run
   * @param checkpoint the file named in its settings
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Fit resume(Model<?, ?> model, Svi settings, Path checkpoint) {
    return settings.resume(model, checkpoint);
  }

  /**
   * Goes on with a sampling run after its last checkpoint, to the same draws bit for bit as without
   * a stop; see {@link Sampler#resume}.
   *
   * @param model as in the interrupted run
   * @param settings as in the interrupted run, but for the number of draws, threads and control
   * @throws IllegalArgumentException if model or settings are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public static Draws resume(Model<?, ?> model, Sampler settings, Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    LogDensity density = LogDensity.of(model, saved.seed());
    return Draws.of(density, settings.resume(density, saved));
  }
}
