package org.borch.nn;

import org.borch.distributions.Distribution;
import org.borch.distributions.Distributions;

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

  /** Normal(0, √(2 / (fanIn + fanOut))) (Glorot and Bengio 2010, eq. 12). */
  public static Prior xavier() {
    return (shape, fanIn, fanOut) -> Distributions.normal(0, Math.sqrt(2.0 / (fanIn + fanOut)));
  }

  /** Normal(loc, scale) for every weight. */
  public static Prior normal(double loc, double scale) {
    return of(Distributions.normal(loc, scale));
  }

  /** The same distribution for every weight. */
  public static Prior of(Distribution prior) {
    return (shape, fanIn, fanOut) -> prior;
  }
}
