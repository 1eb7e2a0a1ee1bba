package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/** Finite numbers. */
public record Real() implements Constraint {

  @Override
  public String description() {
    return "a finite number";
  }

  @Override
  public NDArray check(NDArray value) {
    return value.sub(value).eq(0);
  }

  @Override
  public boolean rejects(double number) {
    return !Double.isFinite(number);
  }
}
