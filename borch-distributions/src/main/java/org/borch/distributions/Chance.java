package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlog1py;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** The probability of a success, given as itself or as its log odds. */
record Chance(Operand given, boolean isLogits) {

  static Chance ofProbs(Operand probs) {
    return new Chance(probs, false);
  }

  static Chance ofLogits(Operand logits) {
    return new Chance(logits, true);
  }

  /** The same kind with another value. */
  Chance with(Operand value) {
    return new Chance(value, isLogits);
  }

  Parameter parameter() {
    return isLogits
        ? new Parameter("logits", given, Constraints.real())
        : new Parameter("probs", given, Constraints.unitInterval());
  }

  /** p. */
  NDArray success(DataType type) {
    return isLogits ? sigmoid(given.as(type)) : given.as(type);
  }

  /** 1 - p. */
  NDArray failure(DataType type) {
    return isLogits ? sigmoid(given.as(type).neg()) : given.as(type).neg().add(1);
  }

  /** log p, also where p underflows. */
  NDArray logSuccess(DataType type) {
    return isLogits ? logSigmoid(given.as(type)) : log(given.as(type));
  }

  /** log(1 - p), also where p rounds to 1. */
  NDArray logFailure(DataType type) {
    return isLogits ? logSigmoid(given.as(type).neg()) : log1p(given.as(type).neg());
  }

  /** log(p / (1 - p)). */
  NDArray logOdds(DataType type) {
    NDArray value = given.as(type);
    return isLogits ? value : log(value).sub(log1p(value.neg()));
  }

  /** factor log p, and 0 where factor is 0. */
  NDArray timesLogSuccess(NDArray factor) {
    NDArray value = given.like(factor);
    return isLogits ? factor.mul(logSigmoid(value)) : xlogy(factor, value);
  }

  /** factor log(1 - p), and 0 where factor is 0. */
  NDArray timesLogFailure(NDArray factor) {
    NDArray value = given.like(factor);
    return isLogits ? factor.mul(logSigmoid(value.neg())) : xlog1py(factor, value.neg());
  }

  /** KL(this || other) of one trial. */
  NDArray divergenceFrom(Chance other, DataType type) {
    NDArray p = success(type);
    NDArray q = failure(type);
    return timesLogSuccess(p)
        .sub(other.timesLogSuccess(p))
        .add(timesLogFailure(q))
        .sub(other.timesLogFailure(q));
  }

  /**
   * k log(p / P) + m log((1-p) / (1-P)): nothing cancels where P is near p, and nothing overflows
   * where it is far.
   *
   * @param mean P
   * @param rest 1 - P
   */
  NDArray logRatios(NDArray k, NDArray m, NDArray mean, NDArray rest) {
    NDArray gap = success(k.getDataType()).sub(mean);
    return near(k, gap.div(mean), timesLogSuccess(k).sub(xlogy(k, mean)))
        .add(near(m, gap.neg().div(rest), timesLogFailure(m).sub(xlogy(m, rest))));
  }

  /** factor log(1 + excess) if that is near 0, else what is given. */
  private static NDArray near(NDArray factor, NDArray excess, NDArray far) {
    NDArray isNear = abs(excess).lt(0.5);
    return where(isNear, factor.mul(log1p(where(isNear, excess, 0))), far);
  }
}
