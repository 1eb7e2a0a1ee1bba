package org.borch.nn;

import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;
import org.borch.tensor.BorchArray;

/** Priors of weights, for static import. */
public final class Priors {

  private Priors() {}

  /**
   * Normal(0, 1/√fanIn), for biases, too: outputs keep the inputs' variance (He et al. 2015,
   * "Delving deep into rectifiers", section 2.2, with gain 1).
   */
  public static Prior kaiming() {
    return (shape, fanIn, fanOut) -> Distributions.normal(0, 1 / Math.sqrt((double) fanIn));
  }

  /**
   * As {@link #kaiming()} with another gain: √2 where outputs go through a ReLU, 1/√3 for the
   * spread of PyTorch's usual start.
   */
  public static Prior kaiming(double gain) {
    if (!(gain > 0 && gain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "kaiming(gain) got " + gain + ", expected a finite number > 0, such as Math.sqrt(2)");
    }
    return (shape, fanIn, fanOut) -> Distributions.normal(0, gain / Math.sqrt((double) fanIn));
  }

  /** Normal(0, √(2 / (fanIn + fanOut))) (Glorot and Bengio 2010, eq. 12). */
  public static Prior xavier() {
    return (shape, fanIn, fanOut) -> Distributions.normal(0, Math.sqrt(2.0 / (fanIn + fanOut)));
  }

  /** Normal(loc, scale) for every weight. */
  public static Prior normal(double loc, double scale) {
    return of(Distributions.normal(loc, scale));
  }

  /** Laplace(loc, scale) for every weight: many near loc, some far away. */
  public static Prior laplace(double loc, double scale) {
    return of(Distributions.laplace(loc, scale));
  }

  /** StudentT(df, loc, scale) for every weight: heavy tails. */
  public static Prior studentT(double df, double loc, double scale) {
    return of(Distributions.studentT(df, loc, scale));
  }

  /**
   * Normal(0, wide) with a probability, else Normal(0, narrow), for every weight by itself
   * (Blundell et al. 2015, eq. 7).
   *
   * @param probability of the wide one, between 0 and 1
   */
  public static Prior scaleMixture(double probability, double wide, double narrow) {
    return of(
        Distributions.mixture(
            Distributions.categorical(probability, 1 - probability),
            Distributions.normal(0, BorchArray.of(wide, narrow))));
  }

  /** The same distribution for every weight. */
  public static Prior of(Distribution prior) {
    return (shape, fanIn, fanOut) -> prior;
  }
}
