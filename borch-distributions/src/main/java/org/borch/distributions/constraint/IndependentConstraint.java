package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/**
 * Arrays all of whose elements lie in a set.
 *
 * @param base the elements' set
 * @param n how many batch dimensions of {@code base} make one value
 */
public record IndependentConstraint(Constraint base, int n) implements Constraint {

  @Override
  public String description() {
    return "every element " + base.description();
  }

  @Override
  public NDArray check(NDArray value) {
    return Events.all(base.check(value), n);
  }

  @Override
  public int eventRank() {
    return base.eventRank() + n;
  }

  @Override
  public boolean isDiscrete() {
    return base.isDiscrete();
  }

  @Override
  public boolean rejects(double number) {
    return base.rejects(number);
  }

  @Override
  public double lowest() {
    return base.lowest();
  }

  @Override
  public double highest() {
    return base.highest();
  }
}
