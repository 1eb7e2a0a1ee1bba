package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** What a family may know of itself in closed form, apart from its density and its draws. */
public enum Quantity {
  /** {@link Distribution#mean}. */
  MEAN,
  /** {@link Distribution#variance}. */
  VARIANCE,
  /** {@link Distribution#mode}. */
  MODE,
  /** {@link Distribution#entropy}. */
  ENTROPY,
  /**
   * {@link Distribution#cdf}, and with it {@link Distribution#survival} and the logarithms of both.
   */
  CDF(NDArray.class),
  /** {@link Distribution#icdf}. */
  ICDF(NDArray.class);

  private final Class<?>[] arguments;

  Quantity(Class<?>... arguments) {
    this.arguments = arguments;
  }

  /** Whether a class has a method of its own for it. */
  boolean isImplementedBy(Class<? extends Distribution> family) {
    try {
      return family.getMethod(toString(), arguments).getDeclaringClass() != Distribution.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // the methods of Distribution are public
    }
  }

  /** The method's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
