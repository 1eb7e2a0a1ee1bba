package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.Batch;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Key;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The joint density of a model at unconstrained coordinates, with all data or one minibatch, whose
 * rows count N/B times.
 *
 * @param <I> the module's input
 * @param model in float64
 * @param names of the latent variables, in the order of the point's parts
 * @param batch null if the model is bound to all data
 * @param jacobian whether the change of coordinates counts; if not, it is the density in the
 *     variables' own coordinates
 */
record Joint<I>(Model<I, ?> model, List<String> names, @Nullable Batch<I> batch, boolean jacobian)
    implements Target {

  /**
   * A model with its data.
   *
   * @param key decides the minibatch if there are any
   */
  static <I> Joint<I> of(Model<I, ?> model, List<String> names, Key key) {
    return new Joint<>(model, names, batch(model, key), true);
  }

  /** Gathered without the engine where the data is in Java memory. */
  private static <I> @Nullable Batch<I> batch(Model<I, ?> model, Key key) {
    try (HostComputation host = HostComputation.open()) {
      return model.batch(key).orElse(null);
    }
  }

  @Override
  public boolean isBatched() {
    return batch != null;
  }

  @Override
  public Joint<I> at(Key key) {
    return batch == null ? this : new Joint<>(model, names, batch(model, key), jacobian);
  }

  @Override
  public List<NDArray> arrays() {
    return batch == null ? List.of() : batch.arrays();
  }

  @Override
  public List<Spec> specs() {
    return batch == null ? List.of() : batch.specs(DataType.FLOAT64);
  }

  @Override
  public Joint<I> with(List<NDArray> arrays) {
    return batch == null ? this : new Joint<>(model, names, batch.with(arrays), jacobian);
  }

  @Override
  public Joint<I> withoutJacobian() {
    return new Joint<>(model, names, batch, false);
  }

  /**
   * Σ log p + Σ log weights + Σ log |dx/du|; the last is minus the "approximation's" density, 0
   * without Jacobian.
   */
  @Override
  public NDArray value(List<NDArray> parts) {
    Trace trace = replay(parts);
    Elbo.Sum total = new Elbo.Sum();
    for (RandomVariable variable : trace.variables()) {
      total.add(variable.logPrior(), variable.scale());
      if (!variable.isObserved()) {
        total.add(variable.logApproximation(), -variable.scale());
      }
    }
    trace.factors().values().forEach(factor -> total.add(factor, 1));
    return total.orZero(DataType.FLOAT64);
  }

  /** A run whose latent variables' "approximation" is 1 / |dx/du|, or without Jacobian 1. */
  Trace replay(List<NDArray> parts) {
    Model<I, ?> bound = batch == null ? model : model.on(batch);
    return bound.replay(unconstrained(parts));
  }

  /** The variables whose log density or change of coordinates is not finite. */
  List<String> faults(List<NDArray> parts) {
    return replay(parts).variables().stream()
        .filter(variable -> !isFinite(variable))
        .map(RandomVariable::name)
        .toList();
  }

  private static boolean isFinite(RandomVariable variable) {
    return isFinite(variable.logPrior())
        && (variable.isObserved() || isFinite(variable.logApproximation()));
  }

  private static boolean isFinite(NDArray array) {
    return Arrays.stream(BorchArray.wrap(array).values()).allMatch(Double::isFinite);
  }

  private Posterior unconstrained(List<NDArray> parts) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), parts.get(i));
    }
    return latents ->
        latent -> {
          NDArray u = byName.get(latent.name());
          if (u == null) {
            throw new IllegalArgumentException(
                latent.name()
                    + ": the model did not meet this variable in the run that counted"
                    + " its coordinates, only "
                    + byName.keySet());
          }
          Bijector bijector = Bijectors.to(latent.prior().support());
          NDArray own = latent.rows(u);
          return jacobian
              ? Choice.mapped(bijector, own, BorchArray.scalar(0, u.getDataType()))
              : Choice.point(bijector.forward(own), bijector.codomain());
        };
  }
}
