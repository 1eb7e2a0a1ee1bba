package org.borch.tensor.jvm;

import java.util.Arrays;

/** Constant numbers; equal by content, so that the same data are held once. */
final class Values {

  private final double[] numbers;
  private final int hash;

  Values(double[] numbers) {
    this.numbers = numbers;
    this.hash = Arrays.hashCode(numbers);
  }

  double[] numbers() {
    return numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values values
        && hash == values.hash
        && Arrays.equals(numbers, values.numbers);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
