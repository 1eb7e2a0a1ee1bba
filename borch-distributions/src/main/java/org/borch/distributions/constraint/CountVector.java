package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Vectors of whole numbers from 0 on with a given sum.
 *
 * @param total the sum: batch
 */
public record CountVector(Operand total) implements Constraint {

  @Override
  public String description() {
    return "whole numbers >= 0 whose sum is " + total;
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray sum = value.sum(new int[] {-1});
    NDArray counts = Events.all(Constraints.nonNegativeInteger().check(value), 1);
    return counts.logicalAnd(sum.eq(total.like(sum)));
  }

  @Override
  public int eventRank() {
    return 1;
  }

  @Override
  public boolean isDiscrete() {
    return true;
  }
}
