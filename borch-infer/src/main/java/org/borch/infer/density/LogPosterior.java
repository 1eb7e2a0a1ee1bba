package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Batches;
import org.borch.tensor.Autodiff;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * The log density of all parameters given data, up to a constant, as array operations: a function
 * of one flat array of unconstrained coordinates, and of a step's data. It is of <em>all</em> data:
 * the rows of a minibatch count N/B times, so that it and its gradient are unbiased estimates.
 */
public interface LogPosterior {

  /** Of {@link #start}, in each coordinate. */
  double START_RADIUS = 2;

  /** The parameters' names and shapes, in the order of the flat array. */
  Map<String, Shape> parameters();

  /** The length of the flat array. */
  default int dimension() {
    return Math.toIntExact(parameters().values().stream().mapToLong(Shape::size).sum());
  }

  /** The type of the flat array and of the density: FLOAT32 or FLOAT64. */
  DataType type();

  /**
   * How many rows all data have, of which minibatches are some; 1 if the data come as one whole,
   * whose rows nobody counts.
   */
  long rows();

  /**
   * The data of a step.
   *
   * @param key decides the minibatch, if there are any
   */
  StepData data(Key key);

  /**
   * The log density.
   *
   * @param position [dimension]
   * @return a scalar; not a number or infinite where it is not defined
   */
  NDArray value(NDArray position, StepData data);

  /**
   * The log density and its derivative.
   *
   * @param position [dimension]
   * @return a scalar, and an array of shape [dimension]
   */
  default Gradient valueAndGradient(NDArray position, StepData data) {
    Autodiff.ValueAndGradient result =
        Autodiff.valueAndGrad(in -> value(in.get(0), data), List.of(position));
    return new Gradient(result.value(), result.gradient().get(0));
  }

  /**
   * A value and its derivative.
   *
   * @param value a scalar
   * @param gradient [dimension]
   */
  record Gradient(NDArray value, NDArray gradient) {}

  /**
   * A point where a chain may begin: uniform between -2 and 2 in each coordinate, as in Stan, if
   * the density knows no better one.
   *
   * @param key of the chain and try
   * @return [dimension], of the density's type
   */
  default NDArray start(Key key) {
    Shape shape = new Shape(dimension());
    return Noise.of(key, type()).uniform(shape).mul(2 * START_RADIUS).sub(START_RADIUS);
  }

  /** The only back-end that steps may run on; null: the one that suits. */
  @Nullable BackEnd forcedBackEnd();

  /** The same on one back-end, or for null on the one that suits. */
  LogPosterior withBackEnd(@Nullable BackEnd backEnd);

  /** A sentence about what is not finite at a point, and where. It may read every value. */
  String fault(NDArray position, StepData data);

  /**
   * A log density given as a function of several arrays.
   *
   * @param parameters the arrays' shapes by name
   * @param type FLOAT32 or FLOAT64
   * @param density from the arrays by name to a scalar
   */
  static LogPosterior of(
      Map<String, Shape> parameters,
      DataType type,
      Function<Map<String, NDArray>, NDArray> density) {
    return FunctionPosterior.of(parameters, type, density);
  }

  /**
   * A log density given as a function of several arrays and a minibatch.
   *
   * @param parameters the arrays' shapes by name
   * @param type FLOAT32 or FLOAT64, also of the minibatch's floating arrays
   * @param batches the data
   * @param density from the arrays by name and the rows to a scalar, in which the rows count {@code
   *     batch.size() / batch.index().size()} times
   */
  static <I> LogPosterior of(
      Map<String, Shape> parameters,
      DataType type,
      Batches<I> batches,
      BiFunction<Map<String, NDArray>, Batch<I>, NDArray> density) {
    return FunctionPosterior.of(parameters, type, batches, density);
  }
}
