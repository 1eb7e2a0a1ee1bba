package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A density whose data are rows that are independent of each other given the parameters. */
public interface RowLikelihood extends LogPosterior {

  /**
   * The log likelihood of each row: of the rows alone, without a prior, each counting once.
   *
   * @param position [dimension]
   * @param data n rows, of which there may be one only
   * @return [n]
   */
  NDArray rows(NDArray position, StepData data);

  /**
   * What the density has beside its rows: the log prior, and the log Jacobian of coordinates.
   *
   * @param position [dimension]
   * @return a scalar
   */
  default NDArray logPrior(NDArray position, StepData data) {
    return value(position, data).sub(rows(position, data).sum().mul(data.weight()));
  }

  /** What lies between parameters and log likelihoods, if that is known. */
  default Optional<Outputs> outputs() {
    return Optional.empty();
  }

  /**
   * Which of the rows were seen; others have a log likelihood of 0.
   *
   * @param data n rows
   * @return [n] of the density's type, 1 where a row was seen, else 0
   */
  default NDArray seen(StepData data) {
    return BorchArray.full(new Shape(data.count()), 1, type());
  }

  /**
   * Results for each row alone, zeros where it was not seen.
   *
   * @param data n rows
   * @param function of one row; runs once, on arrays that stand for all of them
   * @return each [n] + result
   */
  default List<NDArray> eachRow(StepData data, Function<StepData, List<NDArray>> function) {
    StepData typed = StepData.of(data.in(type()).required());
    return Batching.vmap(
        row -> function.apply(typed.with(row.stream().map(a -> a.expandDims(0)).toList())),
        typed.arrays());
  }

  /**
   * The same of some of the parameters, the others fixed: those of a last layer, or what is added
   * to a network that is frozen.
   *
   * @param wanted by name
   * @param at all parameters, [dimension]
   * @throws IllegalArgumentException if none is wanted
   */
  default PartLikelihood only(Predicate<String> wanted, NDArray at) {
    return new PartLikelihood(this, wanted, at);
  }

  @Override
  RowLikelihood withBackEnd(@Nullable BackEnd backEnd);
}
