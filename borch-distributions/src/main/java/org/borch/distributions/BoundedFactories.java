package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on an interval. */
abstract class BoundedFactories extends PositiveFactories {

  BoundedFactories() {}

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(double mean, double concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(double mean, NDArray concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(NDArray mean, double concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(NDArray mean, NDArray concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(double concentration1, double concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(double concentration1, NDArray concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(NDArray concentration1, double concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(NDArray concentration1, NDArray concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }
}
