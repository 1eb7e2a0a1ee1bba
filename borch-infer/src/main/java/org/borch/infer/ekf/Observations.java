package org.borch.infer.ekf;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.Batching.vmap;

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
import org.borch.infer.density.Parts;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * What rows of data say about parameters: the log likelihood of each row. As a density it is that
 * of all data under a flat prior.
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
  private final @Nullable BiFunction<Map<String, NDArray>, Batch<I>, NDArray> outputs;
  private final BiFunction<Map<String, NDArray>, Batch<I>, NDArray> whole;
  private final @Nullable BiFunction<NDArray, Batch<I>, NDArray> outer;
  private final @Nullable Function<Batch<I>, NDArray> seen;
  private final @Nullable BackEnd backEnd;

  private Observations(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      @Nullable BiFunction<Map<String, NDArray>, Batch<I>, NDArray> outputs,
      BiFunction<Map<String, NDArray>, Batch<I>, NDArray> whole,
      @Nullable BiFunction<NDArray, Batch<I>, NDArray> outer,
      @Nullable Function<Batch<I>, NDArray> seen,
      @Nullable BackEnd backEnd) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.type = type;
    this.batches = batches;
    this.size = batches.at(Key.of(0)).size();
    this.outputs = outputs;
    this.whole = whole;
    this.outer = outer;
    this.seen = seen;
    this.backEnd = backEnd;
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
      BiFunction<Map<String, NDArray>, Batch<I>, NDArray> logLikelihoods) {
    return new Observations<>(parameters, type, batches, null, logLikelihoods, null, null, null);
  }

  /**
   * Rows with outputs of the parameters, such as a network's, and log likelihoods of these: what a
   * generalised Gauss-Newton matrix needs.
   *
   * @param outputs from the parameters by name and n rows to [n, ...]
   * @param logLikelihoods from outputs and n rows to [n]; concave in the outputs
   */
  public static <I> Observations<I> of(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Map<String, NDArray>, Batch<I>, NDArray> outputs,
      BiFunction<NDArray, Batch<I>, NDArray> logLikelihoods) {
    return new Observations<>(
        parameters,
        type,
        batches,
        outputs,
        (at, batch) -> logLikelihoods.apply(outputs.apply(at, batch), batch),
        logLikelihoods,
        null,
        null);
  }

  /**
   * The rows of a model's minibatches, or of another density. Its prior does not count: a filter's
   * belief at the start stands for it, in unconstrained coordinates.
   *
   * @throws IllegalArgumentException if there are no minibatches
   */
  public static Observations<?> of(RowLikelihood density) {
    return new Observations<Object>(
        density.parameters(),
        density.type(),
        key -> batch(density, key),
        null,
        (at, batch) -> density.rows(joined(at), StepData.of(batch)),
        null,
        null,
        density.forcedBackEnd());
  }

  @SuppressWarnings("unchecked") // nobody looks at its input but the density, which made it
  private static Batch<Object> batch(RowLikelihood density, Key key) {
    return (Batch<Object>)
        density
            .data(key)
            .batch()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "observations of a density of all data, expected minibatches; bind the"
                            + " model to them, model.on(minibatches(...))"));
  }

  private static NDArray joined(Map<String, NDArray> parts) {
    return concat(0, parts.values().stream().map(NDArray::flatten).toArray(NDArray[]::new));
  }

  /**
   * With rows that may be missing: where a row was not seen, nothing is learned from it, whatever
   * its values are, also if they are not numbers.
   *
   * @param seen from n rows to [n], true or not 0 where a row was seen
   */
  public Observations<I> withSeen(Function<Batch<I>, NDArray> seen) {
    return new Observations<>(parameters, type, batches, outputs, whole, outer, seen, backEnd);
  }

  // ---- what filters ask for

  /** Whether there are outputs between parameters and log likelihoods. */
  boolean hasOutputs() {
    return outputs != null;
  }

  /** The outputs of rows: [n, ...]. */
  NDArray outputs(NDArray position, StepData data) {
    return Optional.ofNullable(outputs)
        .orElseThrow()
        .apply(Parts.of(parameters, position), batch(data));
  }

  /** The log likelihoods of rows by their outputs: [n, ...] → [n]. */
  NDArray ofOutputs(NDArray values, StepData data) {
    return Optional.ofNullable(outer).orElseThrow().apply(values, batch(data));
  }

  /** {@inheritDoc} Those that were not seen are 0. */
  @Override
  public NDArray rows(NDArray position, StepData data) {
    return ofSeen(whole.apply(Parts.of(parameters, position), batch(data)), data);
  }

  /** Results for each row alone, zeros where it was not seen: [n] + result. */
  List<NDArray> eachRow(StepData data, Function<StepData, List<NDArray>> function) {
    StepData typed = StepData.of(batch(data));
    List<NDArray> results =
        vmap(
            row -> function.apply(typed.with(row.stream().map(a -> a.expandDims(0)).toList())),
            typed.arrays());
    return results.stream().map(values -> ofSeen(values, typed)).toList();
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

  /** How many rows were seen, of shape (1). */
  NDArray seen(StepData data) {
    Batch<I> batch = batch(data);
    return seen == null
        ? BorchArray.full(new Shape(1), (double) batch.index().size(), type)
        : seen.apply(batch).neq(0).toType(type, false).sum().reshape(1);
  }

  @SuppressWarnings("unchecked") // the batches made the batch
  private Batch<I> batch(StepData data) {
    return (Batch<I>)
        data.in(type)
            .batch()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a step without rows, expected a batch; use algorithm.data(key), or"
                            + " StepData.of(batch)"));
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
    Batch<I> batch = batch(data);
    double weight = (double) batch.size() / batch.index().size();
    return rows(position, data).sum().mul(weight);
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return backEnd;
  }

  @Override
  public Observations<I> withBackEnd(@Nullable BackEnd other) {
    return new Observations<>(parameters, type, batches, outputs, whole, outer, seen, other);
  }

  @Override
  public String fault(NDArray position, StepData data) {
    double value = BorchArray.wrap(value(position, data)).values()[0];
    return "the log likelihood is " + value;
  }
}
