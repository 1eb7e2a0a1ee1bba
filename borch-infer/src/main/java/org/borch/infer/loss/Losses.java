package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.cast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.joint.WeightedSum;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;

/**
 * Losses on draws of a model. Every one is a scalar; {@code params.gradient(loss)} is its
 * derivative in the scope in which the draw was made.
 */
public final class Losses {

  private Losses() {}

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
    WeightedSum sum = new WeightedSum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        sum.add(factor.value(), -factor.scale());
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
    WeightedSum sum = new WeightedSum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        sum.add(factor.value(), factor.scale());
      } else if (site instanceof RandomVariable variable) {
        sum.add(variable.logPrior(), variable.scale());
        if (!variable.isObserved()) {
          sum.add(variable.logApproximation(), -variable.scale());
        }
      }
    }
    return sum.orZero(DataType.FLOAT32);
  }
}
