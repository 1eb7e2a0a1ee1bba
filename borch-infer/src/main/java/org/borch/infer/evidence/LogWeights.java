package org.borch.infer.evidence;

import java.util.Arrays;

/** Weights that are given by their logarithms, of which some may be -∞. */
final class LogWeights {

  private LogWeights() {}

  /** log Σ exp; -∞ if all are. */
  static double logSum(double[] logs) {
    double largest = Arrays.stream(logs).max().orElseThrow();
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (double each : logs) {
      sum += Math.exp(each - largest);
    }
    return largest + Math.log(sum);
  }

  /** The logarithm of the mean. */
  static double logMean(double[] logs) {
    return logSum(logs) - Math.log(logs.length);
  }

  /** The weights with the sum 1. */
  static double[] normalised(double[] logs) {
    double sum = logSum(logs);
    return Arrays.stream(logs).map(each -> Math.exp(each - sum)).toArray();
  }

  /** The logarithms times a number; -∞ stays, also for 0. */
  static double[] times(double factor, double[] logs) {
    return Arrays.stream(logs)
        .map(each -> each == Double.NEGATIVE_INFINITY ? each : factor * each)
        .toArray();
  }

  /** How many equal weights know as much, as a share of all: (Σ w)² / (n Σ w²). */
  static double effectiveShare(double[] logs) {
    double squares = 0;
    for (double each : normalised(logs)) {
      squares += each * each;
    }
    return 1 / (logs.length * squares);
  }
}
