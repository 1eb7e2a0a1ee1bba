package org.borch.infer.metrics;

import java.util.Arrays;

/** Checks of predictions beside what was observed. */
final class Pairs {

  private Pairs() {}

  static void require(String measure, double[] predicted, double[] observed) {
    if (predicted.length != observed.length || predicted.length == 0) {
      throw new IllegalArgumentException(
          measure
              + " of "
              + predicted.length
              + " predictions for "
              + observed.length
              + " observations, expected one for each, and at least one");
    }
    requireNumbers(measure, "prediction", predicted);
    requireNumbers(measure, "observation", observed);
  }

  private static void requireNumbers(String measure, String what, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (Double.isNaN(numbers[i])) {
        throw new IllegalArgumentException(
            measure + ": " + what + " " + i + " is NaN, expected a number; leave missing rows out");
      }
    }
  }

  static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  /** Σ (a - b)². */
  static double squares(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  /** Σ (a - centre)². */
  static double squares(double[] a, double centre) {
    return Arrays.stream(a).map(x -> (x - centre) * (x - centre)).sum();
  }
}
