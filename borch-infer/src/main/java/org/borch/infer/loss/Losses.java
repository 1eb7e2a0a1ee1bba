package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.cast;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.Site;
import org.borch.Trace;
import org.borch.infer.joint.WeightedSum;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * Losses on draws of a model. Every one is a scalar; {@code params.gradient(loss)} is its
 * derivative in the scope in which the draw was made.
 */
public final class Losses {

  /** Its derivative is that of its value, as far as values have paths. */
  private static final Loss ELBO = Loss.elbo().with(Elbo.Form.CLOSED);

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
    return of(ELBO, List.of(draw), Step.without());
  }

  /**
   * As {@link #viLoss(Trace)}, with a baseline for the score function.
   *
   * @param baseline about the loss's mean, computed without this draw: it lessens the derivative's
   *     variance and changes neither its mean nor the loss's value
   */
  public static NDArray viLoss(Trace draw, double baseline) {
    DataType type = Elbo.type(draw);
    return of(ELBO, List.of(draw), Step.with(BorchArray.scalar(baseline, type)));
  }

  /** As {@link #viLoss(Trace, double)}, with a baseline that is a scalar array. */
  public static NDArray viLoss(Trace draw, NDArray baseline) {
    return of(ELBO, List.of(draw), Step.with(cast(baseline, Elbo.type(draw))));
  }

  /**
   * The average of {@link #viLoss(Trace)} over independent draws; the score function's baseline for
   * each one is the mean of the others.
   *
   * @param draws at least one, as from {@code model.sample(params, key, n)}
   */
  public static NDArray viLoss(List<Trace> draws) {
    return of(ELBO, draws, Step.without());
  }

  /**
   * Any loss of independent draws.
   *
   * @param draws at least one, as from {@code model.sample(params, key, n)}
   * @throws IllegalArgumentException if the loss needs draws of its own, whose values are constants
   */
  public static NDArray of(Loss loss, List<Trace> draws) {
    if (loss.holdsValues()) {
      throw new IllegalArgumentException(
          loss
              + " of draws that were made, whose values depend on parameters; it makes its own,"
              + " with constants as values: Losses.of(loss, model, params, key, n)");
    }
    return of(loss, draws, Step.without());
  }

  private static NDArray of(Loss loss, List<Trace> draws, LossStep step) {
    if (draws.isEmpty()) {
      throw new IllegalArgumentException("viLoss of 0 draws, expected at least 1");
    }
    if (draws.size() == 1) {
      return loss.of(loss.terms(draws.get(0)), step);
    }
    List<List<NDArray>> terms = draws.stream().map(loss::terms).toList();
    List<NDArray> stacked = new ArrayList<>();
    for (int i = 0; i < terms.get(0).size(); i++) {
      int number = i;
      stacked.add(
          ArrayMath.stack(0, terms.stream().map(draw -> draw.get(number)).toArray(NDArray[]::new)));
    }
    return loss.of(stacked, step);
  }

  /**
   * {@code viLoss(model.sample(params, key, draws))} by one run of the model on arrays that hold
   * all draws. A model that reads a value or uses an operation without a batching rule runs once
   * for each draw.
   *
   * @param draws how many, at least 1
   */
  public static NDArray viLoss(Model<?, ?> model, Params params, Key key, int draws) {
    return of(ELBO, model, params, key, draws);
  }

  /**
   * As {@link #viLoss(Model, Params, Key, int)}, with the key of each draw.
   *
   * @param model not bound to minibatches
   * @param keys INT64 (n, 2), as from {@link Key#halves(List)}
   */
  public static NDArray viLoss(Model<?, ?> model, Params params, NDArray keys) {
    return of(ELBO, model, params, keys, Step.without());
  }

  /**
   * Any loss of draws that are made at once, as {@link #viLoss(Model, Params, Key, int)}.
   *
   * @param draws how many, at least 1
   */
  public static NDArray of(Loss loss, Model<?, ?> model, Params params, Key key, int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException(draws + " draws, expected at least 1");
    }
    List<Key> keys = LongStream.range(0, draws).mapToObj(key::at).toList();
    return of(loss, model.withBatchOf(key), params, Key.halves(keys), Step.of(params));
  }

  /**
   * The same in a step of a fit.
   *
   * @param model not bound to minibatches
   * @param keys INT64 (n, 2), as from {@link Key#halves(List)}
   */
  public static NDArray of(
      Loss loss, Model<?, ?> model, Params params, NDArray keys, LossStep step) {
    try {
      return loss.of(
          Batching.vmap(
              arguments -> loss.terms(draw(loss, model, params, Key.of(arguments.get(0)))),
              List.of(keys)),
          step);
    } catch (TracingException e) {
      return of(
          loss,
          LongStream.range(0, keys.getShape().get(0))
              .mapToObj(i -> draw(loss, model, params, Key.of(keys.get(i))))
              .toList(),
          step);
    }
  }

  /** The loss of one draw in a step of a fit. */
  public static NDArray of(Loss loss, Model<?, ?> model, Params params, Key key, LossStep step) {
    return of(loss, List.of(draw(loss, model, params, key)), step);
  }

  private static Trace draw(Loss loss, Model<?, ?> model, Params params, Key key) {
    return loss.holdsValues() ? model.sampleHeld(params, key) : model.sample(params, key);
  }

  /** A loss outside of a fit: no number of a step. */
  private record Step(@Nullable NDArray baseline, boolean learnsModel) implements LossStep {

    /** Parameters are not known, so that some may be the model's. */
    static Step with(NDArray baseline) {
      return new Step(baseline, true);
    }

    static Step without() {
      return new Step(null, true);
    }

    static Step of(Params params) {
      return new Step(null, Losses.learnsModel(params));
    }

    @Override
    public NDArray number(LongToDoubleFunction function) {
      throw new IllegalStateException(
          "the loss's weight changes from step to step, which only a fit has; use a constant"
              + " weight here");
    }
  }

  /** Whether some parameters are not q's, whose names have a bar: {@code mu|loc}. */
  public static boolean learnsModel(Params params) {
    return params.names().stream().anyMatch(name -> name.indexOf('|') < 0);
  }

  /**
   * The negative log joint density of one draw: the loss of maximum a posteriori estimation under
   * {@code pointMass()}, in the variables' own coordinates.
   *
   * @throws IllegalArgumentException if the draw has no random variable
   */
  public static NDArray mapLoss(Trace draw) {
    return logJoint(draw).neg();
  }

  /** log p(data, latent) of one draw, with factors. */
  static NDArray logJoint(Trace draw) {
    Elbo.requireVariables(draw);
    WeightedSum sum = new WeightedSum();
    for (Site site : draw.sites().values()) {
      if (site instanceof Site.Factor factor) {
        sum.add(factor.value(), factor.scale());
      } else if (site instanceof RandomVariable variable) {
        sum.add(variable.logPrior(), variable.scale());
      }
    }
    return sum.orZero(DataType.FLOAT32);
  }

  /** log q(latent) of one draw, of a path as {@link RandomVariable#pathLogApproximation}. */
  static NDArray logApproximation(Trace draw, boolean path) {
    WeightedSum sum = new WeightedSum();
    for (RandomVariable latent : draw.latents()) {
      sum.add(path ? latent.pathLogApproximation() : latent.logApproximation(), latent.scale());
    }
    return sum.orZero(Elbo.type(draw));
  }

  /** log q of the latent variables whose values are no differentiable function, unscaled. */
  static NDArray score(Trace draw, boolean ofAll) {
    WeightedSum sum = new WeightedSum();
    for (RandomVariable latent : draw.latents()) {
      if (ofAll || !Elbo.isReparameterized(latent)) {
        // Without the plates' weight, which the cost that multiplies it has.
        sum.add(latent.logApproximation(), 1);
      }
      if (!ofAll) {
        latent.score().ifPresent(drawnFirst -> sum.add(drawnFirst, 1));
      }
    }
    return sum.orZero(Elbo.type(draw));
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
