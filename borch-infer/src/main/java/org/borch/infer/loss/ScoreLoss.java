package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.Trace;

/** The negative evidence lower bound by derivatives of log q and of the model's parameters. */
record ScoreLoss() implements Loss {

  @Override
  public boolean holdsValues() {
    return true;
  }

  @Override
  public List<NDArray> terms(Trace draw) {
    NDArray logQ = Losses.logApproximation(draw, false);
    // log p - log q, of which log q's derivative has the mean 0
    NDArray bound = Losses.logJoint(draw).sub(stopGradient(logQ));
    return List.of(bound.neg(), Losses.score(draw, true));
  }

  @Override
  public NDArray of(List<NDArray> terms, LossStep step) {
    return Scores.mean(terms.get(0), terms.get(1), step.baseline());
  }
}
