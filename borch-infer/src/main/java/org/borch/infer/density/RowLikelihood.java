package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
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

  @Override
  RowLikelihood withBackEnd(@Nullable BackEnd backEnd);
}
