package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} that is made of other distributions. */
abstract class CompositeFactories extends VectorFactories {

  CompositeFactories() {}

  /** {@link MixtureOf} single numbers, each component of a family of its own. */
  public static MixtureOf mixtureOf(Categorical weights, Distribution... components) {
    return MixtureOf.of(weights, List.of(components));
  }

  /** {@link Folded}: the size of a real number. */
  public static Folded folded(Distribution base) {
    return Folded.of(base);
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, double low, double high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, double low, NDArray high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, NDArray low, double high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Truncated}: a number or count given that it lies from low to high. */
  public static Truncated truncated(Distribution base, NDArray low, NDArray high) {
    return Truncated.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, double low, double high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, double low, NDArray high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, NDArray low, double high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }

  /** {@link Censored}: a number or count seen at a bound where it is beyond. */
  public static Censored censored(Distribution base, NDArray low, NDArray high) {
    return Censored.of(base, Operand.of(low), Operand.of(high));
  }
}
