package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.MissingRows;
import org.borch.Model;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.density.StepData;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.jspecify.annotations.Nullable;

/**
 * The joint density of a model at unconstrained coordinates, with all data or one minibatch, whose
 * rows count N/B times; its discrete latent variables are summed out.
 *
 * @param <I> the module's input
 * @param model in float64
 * @param names of the continuous latent variables, in the order of the point's parts
 * @param missing which rows those variables stand for that are the missing part of an observed one
 * @param batch null if the model is bound to all data
 * @param enumeration of the discrete latent variables
 * @param jacobian whether the change of coordinates counts; if not, it is the density in the
 *     variables' own coordinates
 * @param share which terms count
 */
record Joint<I>(
    Model<I, ?> model,
    List<String> names,
    Map<String, MissingRows> missing,
    @Nullable Batch<I> batch,
    Enumeration enumeration,
    boolean jacobian,
    Share share)
    implements Target {

  /** Which terms of the density count. */
  enum Share {
    /** All. */
    ALL,
    /** Those of the latent variables, and the log-Jacobian. */
    PRIOR,
    /** Those of the data and the factors. */
    LIKELIHOOD
  }

  /**
   * A model with its data.
   *
   * @param key decides the minibatch if there are any
   */
  static <I> Joint<I> of(
      Model<I, ?> model, List<String> names, Map<String, MissingRows> missing, Key key) {
    return new Joint<>(model, names, missing, batch(model, key), Enumeration.NONE, true, Share.ALL);
  }

  /** The same with discrete latent variables. */
  Joint<I> with(Enumeration discretes) {
    return new Joint<>(model, names, missing, batch, discretes, jacobian, share);
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
    return withBatch(batch == null ? null : batch(model, key));
  }

  @Override
  public Joint<I> whole() {
    if (batch != null) {
      throw new IllegalStateException(
          "this density's model is bound to minibatches; say which with a key, or bind the model"
              + " to all data, on(input)");
    }
    return this;
  }

  @Override
  public StepData data() {
    return batch == null ? StepData.all() : StepData.of(batch);
  }

  @Override
  @SuppressWarnings("unchecked") // the model made the batch
  public Joint<I> on(StepData data) {
    return withBatch((Batch<I>) data.batch().orElse(null));
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
    return withBatch(batch == null ? null : batch.with(arrays));
  }

  private Joint<I> withBatch(@Nullable Batch<I> other) {
    return new Joint<>(model, names, missing, other, enumeration, jacobian, share);
  }

  /**
   * The same in the variables' own coordinates: without the log-Jacobian of the change; itself if
   * it has none.
   */
  Joint<I> withoutJacobian() {
    return jacobian ? new Joint<>(model, names, missing, batch, enumeration, false, share) : this;
  }

  /** Some of its terms alone. */
  Joint<I> only(Share some) {
    return new Joint<>(model, names, missing, batch, enumeration, jacobian, some);
  }

  /** The log joint density in unconstrained coordinates, or a share of it. */
  @Override
  public NDArray value(List<NDArray> parts) {
    JointRun run = run(parts);
    return switch (share) {
      case ALL -> run.value();
      case PRIOR -> run.logPrior().add(run.logJacobian());
      case LIKELIHOOD -> run.logLikelihood();
    };
  }

  /** A run for all states of the discrete variables. */
  JointRun run(List<NDArray> parts) {
    return new JointRun(enumeration, states(parts));
  }

  /** What a run has, and its terms for all states of the discrete variables. */
  Enumeration.Run states(List<NDArray> parts) {
    return replay(parts).states(enumeration);
  }

  /**
   * Runs whose continuous latent variables' "approximation" is 1 / |dx/du|, or without Jacobian 1.
   */
  Replay replay(List<NDArray> parts) {
    Model<I, ?> bound = batch == null ? model : model.on(batch);
    return discrete -> bound.replay(at(parts, discrete));
  }

  private Posterior at(List<NDArray> parts, Function<Latent, NDArray> discrete) {
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), parts.get(i));
    }
    return latents ->
        latent -> {
          if (latent.prior().isDiscrete()) {
            return Choice.given(discrete.apply(latent), latent.prior().support());
          }
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
