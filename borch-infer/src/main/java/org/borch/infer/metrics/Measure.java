package org.borch.infer.metrics;

import java.util.List;
import org.borch.distributions.constraint.Constraint;

/**
 * A number that says how good predictions are. It sees point predictions, such as the mean of
 * {@code fit.predict} or the most probable class, so that it is the same at each call: a random
 * draw has the noise of the data as well.
 */
public enum Measure {

  /** The mean of (predicted - observed)². */
  MEAN_SQUARED_ERROR {
    @Override
    double value(double[] predicted, double[] observed) {
      return Pairs.squares(predicted, observed) / observed.length;
    }
  },

  /**
   * 1 - Σ (predicted - observed)² / Σ (observed - their mean)²: 1 for perfect predictions, 0 for
   * the mean, below for worse ones.
   */
  R_SQUARED {
    @Override
    double value(double[] predicted, double[] observed) {
      return 1 - Pairs.squares(predicted, observed) / spread(observed);
    }
  },

  /** Σ (predicted - mean of observed)² / Σ (observed - their mean)²: the share that varies. */
  EXPLAINED_RATIO {
    @Override
    double value(double[] predicted, double[] observed) {
      return Pairs.squares(predicted, Pairs.mean(observed)) / spread(observed);
    }
  },

  /** The share of predictions that are what was observed. */
  ACCURACY {
    @Override
    double value(double[] predicted, double[] observed) {
      int equal = 0;
      for (int i = 0; i < observed.length; i++) {
        equal += predicted[i] == observed[i] ? 1 : 0;
      }
      return (double) equal / observed.length;
    }
  };

  /**
   * The number.
   *
   * @param predicted one for each observation
   * @throws IllegalArgumentException if there are other numbers of them or none, if one is NaN, or
   *     if a ratio needs observations that differ and they do not
   */
  public double of(double[] predicted, double[] observed) {
    Pairs.require(toString(), predicted, observed);
    return value(predicted, observed);
  }

  abstract double value(double[] predicted, double[] observed);

  private static double spread(double[] observed) {
    double spread = Pairs.squares(observed, Pairs.mean(observed));
    if (spread == 0) {
      throw new IllegalArgumentException(
          "all "
              + observed.length
              + " observations are "
              + observed[0]
              + ", expected different"
              + " ones: the measure is relative to their variance");
    }
    return spread;
  }

  /**
   * What suits a variable of a support: agreement for whole numbers and classes, errors for others,
   * relative to the observations' variance only where there are no bounds on both sides.
   */
  public static List<Measure> suitedTo(Constraint support) {
    if (support.isDiscrete()) {
      return List.of(ACCURACY);
    }
    boolean isBounded =
        support.lowest() > Double.NEGATIVE_INFINITY && support.highest() < Double.POSITIVE_INFINITY;
    return isBounded ? List.of(MEAN_SQUARED_ERROR) : List.of(MEAN_SQUARED_ERROR, R_SQUARED);
  }
}
