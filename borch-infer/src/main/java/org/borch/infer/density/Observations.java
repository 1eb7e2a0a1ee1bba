package org.borch.infer.density;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Batches;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * What rows of data say about parameters: the log likelihood of each row. As a density it is that
 * of all data under a flat prior, or one {@link #withPrior of your own}.
 *
 * <pre>{@code
 * Observations.of(
 *     Map.of("skill", new Shape(20)), DataType.FLOAT64, matches,
 *     (at, batch) -> ...)                                // parameters, rows → [n]
 * }</pre>
 *
 * @param <I> the rows' input
 */
public final class Observations<I> implements RowLikelihood {

  private final Map<String, Shape> parameters;
  private final DataType type;
  private final Batches<I> batches;
  private final long size;
  private final BiFunction<Weights, Batch<I>, NDArray> whole;
  private final @Nullable Split<I> split;
  private final @Nullable Function<Map<String, NDArray>, NDArray> prior;
  private final @Nullable Function<Batch<I>, NDArray> seen;
  private final @Nullable BackEnd backEnd;

  private Observations(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Weights, Batch<I>, NDArray> whole,
      @Nullable Split<I> split,
      @Nullable Function<Map<String, NDArray>, NDArray> prior,
      @Nullable Function<Batch<I>, NDArray> seen,
      @Nullable BackEnd backEnd) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.type = type;
    this.batches = batches;
    this.size = batches.at(Key.of(0)).size();
    this.whole = whole;
    this.split = split;
    this.prior = prior;
    this.seen = seen;
    this.backEnd = backEnd;
  }

  /** Outputs, and log likelihoods of these. */
  private record Split<I>(
      BiFunction<Weights, Batch<I>, NDArray> outputs,
      BiFunction<NDArray, Batch<I>, NDArray> outer,
      @Nullable Simulation<I> simulation) {}

  /**
   * Draws observations given outputs.
   *
   * @param <I> the rows' input
   */
  @FunctionalInterface
  public interface Simulation<I> {

    /**
     * Observed values by name.
     *
     * @param outputs [n, ...]
     * @param key decides them
     */
    Map<String, NDArray> observed(NDArray outputs, Batch<I> batch, Key key);
  }

  /**
   * Rows whose log likelihoods are a function of the parameters.
   *
   * @param parameters the arrays' shapes by name
   * @param type FLOAT32 or FLOAT64, also of the rows' floating arrays
   * @param batches the data; all arrays of a batch have its rows along their first axis
   * @param logLikelihoods from the parameters by name and n rows to [n]; it is also asked for
   *     single rows
   */
  public static <I> Observations<I> of(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Weights, Batch<I>, NDArray> logLikelihoods) {
    return new Observations<>(parameters, type, batches, logLikelihoods, null, null, null, null);
  }

  /**
   * Rows with outputs of the parameters, such as a network's, and log likelihoods of these: what a
   * generalised Gauss-Newton matrix needs.
   *
   * @param outputs from the parameters by name and n rows to [n, ...]; linear layers by {@link
   *     Weights#linear}
   * @param logLikelihoods from outputs and n rows to [n]; concave in the outputs
   */
  public static <I> Observations<I> of(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Weights, Batch<I>, NDArray> outputs,
      BiFunction<NDArray, Batch<I>, NDArray> logLikelihoods) {
    return new Observations<>(
        parameters,
        type,
        batches,
        (at, batch) -> logLikelihoods.apply(outputs.apply(at, batch), batch),
        new Split<>(outputs, logLikelihoods, null),
        null,
        null,
        null);
  }

  /**
   * With rows that may be missing: where a row was not seen, nothing is learned from it, whatever
   * its values are, also if they are not numbers.
   *
   * @param seen from n rows to [n], true or not 0 where a row was seen
   */
  public Observations<I> withSeen(Function<Batch<I>, NDArray> seen) {
    return new Observations<>(parameters, type, batches, whole, split, prior, seen, backEnd);
  }

  /**
   * With a prior, which counts once whatever the number of rows.
   *
   * @param logPrior from the parameters by name to a scalar
   */
  public Observations<I> withPrior(Function<Map<String, NDArray>, NDArray> logPrior) {
    return new Observations<>(parameters, type, batches, whole, split, logPrior, seen, backEnd);
  }

  /**
   * With a way to draw observations, as the true Fisher information needs it.
   *
   * @throws IllegalStateException if there are no outputs
   */
  public Observations<I> withSimulation(Simulation<I> simulation) {
    if (split == null) {
      throw new IllegalStateException(
          "simulation of observations that are a log likelihood alone, expected outputs; use"
              + " Observations.of(parameters, type, batches, outputs, logLikelihoods)");
    }
    Split<I> drawing = new Split<>(split.outputs(), split.outer(), simulation);
    return new Observations<>(parameters, type, batches, whole, drawing, prior, seen, backEnd);
  }

  // ---- rows

  /** {@inheritDoc} Those that were not seen are 0. */
  @Override
  public NDArray rows(NDArray position, StepData data) {
    return ofSeen(whole.apply(weights(position, Weights.Tap.NONE), batch(data)), data);
  }

  private Weights weights(NDArray position, Weights.Tap tap) {
    return new Weights(Parts.of(parameters, position), tap);
  }

  @Override
  public List<NDArray> eachRow(StepData data, Function<StepData, List<NDArray>> function) {
    List<NDArray> results = RowLikelihood.super.eachRow(data, function);
    return results.stream().map(values -> ofSeen(values, data)).toList();
  }

  /** With zeros in the rows that were not seen: [n, ...]. */
  private NDArray ofSeen(NDArray values, StepData data) {
    if (seen == null) {
      return values;
    }
    NDArray kept = seen.apply(batch(data)).neq(0);
    long[] ones = new long[values.getShape().dimension()];
    Arrays.fill(ones, 1);
    ones[0] = kept.size();
    return where(kept.reshape(new Shape(ones)), values, values.zerosLike());
  }

  @Override
  public NDArray seen(StepData data) {
    return seen == null
        ? RowLikelihood.super.seen(data)
        : seen.apply(batch(data)).neq(0).toType(type, false);
  }

  @SuppressWarnings("unchecked") // the batches made the batch
  private Batch<I> batch(StepData data) {
    return (Batch<I>) data.in(type).required();
  }

  @Override
  public Optional<Outputs> outputs() {
    return Optional.ofNullable(split).map(Between::new);
  }

  private final class Between implements Outputs {

    private final Split<I> own;

    Between(Split<I> own) {
      this.own = own;
    }

    @Override
    public NDArray values(NDArray position, StepData data, Weights.Tap tap) {
      return own.outputs().apply(weights(position, tap), batch(data));
    }

    /** {@inheritDoc} Those of rows that were not seen are 0. */
    @Override
    public NDArray logLikelihoods(NDArray values, StepData data) {
      return ofSeen(own.outer().apply(values, batch(data)), data);
    }

    @Override
    public StepData simulated(NDArray values, StepData data, Key key) {
      Simulation<I> simulation = own.simulation();
      if (simulation == null) {
        throw new IllegalStateException(
            "simulated observations of a density that does not say how to draw them; use"
                + " observations.withSimulation(...)");
      }
      Batch<I> batch = batch(data);
      return StepData.of(
          new Batch<>(
              batch.input(),
              batch.plate(),
              batch.size(),
              batch.index(),
              simulation.observed(values, batch, key)));
    }
  }

  // ---- as a density of all data

  @Override
  public Map<String, Shape> parameters() {
    return parameters;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public long rows() {
    return size;
  }

  @Override
  public StepData data(Key key) {
    return StepData.of(batches.at(key.at("batch")));
  }

  @Override
  public NDArray value(NDArray position, StepData data) {
    NDArray likelihood = rows(position, data).sum().mul(data.weight());
    return prior == null ? likelihood : likelihood.add(logPrior(position, data));
  }

  @Override
  public NDArray logPrior(NDArray position, StepData data) {
    return prior == null
        ? position.sum().mul(0)
        : prior.apply(Parts.of(parameters, position)).sum();
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return backEnd;
  }

  @Override
  public Observations<I> withBackEnd(@Nullable BackEnd other) {
    return new Observations<>(parameters, type, batches, whole, split, prior, seen, other);
  }

  @Override
  public String fault(NDArray position, StepData data) {
    double value = BorchArray.wrap(value(position, data)).values()[0];
    return "the log " + (prior == null ? "likelihood" : "density") + " is " + value;
  }
}
