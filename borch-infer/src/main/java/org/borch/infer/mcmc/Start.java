package org.borch.infer.mcmc;

import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;

/** Where a chain begins. */
@FunctionalInterface
public interface Start {

  /**
   * A point to try.
   *
   * @param dimension its length
   * @param key decides it; another one for each chain and try
   */
  double[] position(int dimension, Key key);

  /** Each coordinate uniform between -radius and radius, independently. */
  static Start uniform(double radius) {
    if (!(radius >= 0) || Double.isInfinite(radius)) {
      throw new IllegalArgumentException(
          "radius of starting points = " + radius + ", expected a finite number >= 0");
    }
    return (dimension, key) -> {
      NoiseReader noise = new NoiseReader(key);
      double[] position = new double[dimension];
      for (int i = 0; i < dimension; i++) {
        position[i] = radius * (2 * noise.uniform() - 1);
      }
      return position;
    };
  }

  /** The same unconstrained point for every chain. */
  static Start at(double... point) {
    double[] own = point.clone();
    return (dimension, key) -> own.clone();
  }
}
