package org.borch.infer.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Function;
import org.borch.Trace;

/** The mean of a user's function. */
record EachLoss(Function<? super Trace, ? extends NDArray> function) implements Loss {

  @Override
  public List<NDArray> terms(Trace draw) {
    return List.of(function.apply(draw));
  }

  @Override
  public NDArray of(List<NDArray> terms, LossStep step) {
    return Scores.mean(terms.get(0));
  }
}
