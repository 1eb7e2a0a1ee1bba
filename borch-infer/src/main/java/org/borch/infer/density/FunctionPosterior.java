package org.borch.infer.density;

import static org.borch.tensor.ArrayMath.concat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Batches;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A log density that is given as a function of arrays. */
final class FunctionPosterior implements LogPosterior {

  private final Map<String, Shape> parameters;
  private final DataType type;
  private final long rows;
  private final Function<Key, StepData> data;
  private final BiFunction<Map<String, NDArray>, StepData, NDArray> density;
  private final @Nullable BackEnd backEnd;

  private FunctionPosterior(
      Map<String, Shape> parameters,
      DataType type,
      long rows,
      Function<Key, StepData> data,
      BiFunction<Map<String, NDArray>, StepData, NDArray> density,
      @Nullable BackEnd backEnd) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException(
          "density of type " + type + ", expected FLOAT32 or FLOAT64");
    }
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.type = type;
    this.rows = rows;
    this.data = data;
    this.density = density;
    this.backEnd = backEnd;
  }

  static FunctionPosterior of(
      Map<String, Shape> parameters,
      DataType type,
      Function<Map<String, NDArray>, NDArray> density) {
    return new FunctionPosterior(
        parameters, type, 1, key -> StepData.all(), (values, all) -> density.apply(values), null);
  }

  @SuppressWarnings("unchecked") // the batches made the batch
  static <I> FunctionPosterior of(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Map<String, NDArray>, Batch<I>, NDArray> density) {
    return new FunctionPosterior(
        parameters,
        type,
        batches.at(Key.of(0)).size(),
        key -> StepData.of(batches.at(key.at("batch"))),
        (values, rows) -> density.apply(values, (Batch<I>) rows.batch().orElseThrow()),
        null);
  }

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
    return rows;
  }

  @Override
  public StepData data(Key key) {
    return data.apply(key);
  }

  @Override
  public NDArray value(NDArray position, StepData step) {
    return density.apply(Parts.of(parameters, position), step.in(type));
  }

  /** By the parts, whose derivatives are joined once; by the vector each would be as long as it. */
  @Override
  public Gradient valueAndGradient(NDArray position, StepData step) {
    Autodiff.ValueAndGradient result =
        Autodiff.valueAndGrad(
            parts -> density.apply(Parts.named(parameters, parts), step.in(type)),
            List.copyOf(Parts.of(parameters, position).values()));
    NDArray[] gradient = result.gradient().stream().map(NDArray::flatten).toArray(NDArray[]::new);
    return new Gradient(result.value(), concat(0, gradient));
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return backEnd;
  }

  @Override
  public LogPosterior withBackEnd(@Nullable BackEnd other) {
    return new FunctionPosterior(parameters, type, rows, data, density, other);
  }

  @Override
  public String fault(NDArray position, StepData step) {
    double value = BorchArray.wrap(value(position, step)).values()[0];
    return "the log density is " + value;
  }
}
