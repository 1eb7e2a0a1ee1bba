package org.borch.nn;

import org.borch.distributions.Distribution;

/** What becomes of a parameter of a Block that {@link Borchify} makes a module of. */
public sealed interface Treatment {

  /** It becomes a random variable. */
  static Treatment random(Prior prior) {
    return new Random(weight -> prior.of(weight.shape(), weight.fanIn(), weight.fanOut()));
  }

  /** It becomes a random variable whose prior may look at all of it, such as its trained value. */
  static Treatment random(OfWeight prior) {
    return new Random(prior);
  }

  /** It stays a number, without a prior, that fits learn as any network's: a Delta. */
  static Treatment learned() {
    return new Learned();
  }

  /** It stays what it is. */
  static Treatment fixed() {
    return new Fixed();
  }

  /** Makes the prior of a weight: {@code w -> normal(w.value(), 0.1)}. */
  @FunctionalInterface
  interface OfWeight {

    /** A distribution whose batch shape expands to the weight's shape. */
    Distribution prior(Weight weight);
  }

  /**
   * A random variable.
   *
   * @param prior makes its prior
   */
  record Random(OfWeight prior) implements Treatment {}

  /** A learned number. */
  record Learned() implements Treatment {}

  /** A constant. */
  record Fixed() implements Treatment {}
}
