package org.borch.infer.vi;

import java.util.Arrays;

/** The loss of each step so far; NaN for a step that was left out. */
final class LossHistory {

  private double[] losses = new double[1_024];
  private int size;

  static LossHistory of(double[] losses) {
    LossHistory history = new LossHistory();
    history.addAll(losses);
    return history;
  }

  void add(double loss) {
    if (size == losses.length) {
      losses = Arrays.copyOf(losses, 2 * size);
    }
    losses[size++] = loss;
  }

  void addAll(double[] more) {
    for (double loss : more) {
      add(loss);
    }
  }

  int size() {
    return size;
  }

  double[] toArray() {
    return Arrays.copyOf(losses, size);
  }

  int skipped() {
    return (int) Arrays.stream(losses, 0, size).filter(Double::isNaN).count();
  }

  /** The mean over steps that were not left out; NaN if there are none. */
  double mean(int from, int to) {
    return Arrays.stream(losses, from, to).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  /** The variance of that mean, as if the losses were independent. */
  double varianceOfMean(int from, int to) {
    double mean = mean(from, to);
    double[] finite =
        Arrays.stream(losses, from, to).filter(Double::isFinite).map(x -> x - mean).toArray();
    return Arrays.stream(finite).map(x -> x * x).sum() / Math.pow(finite.length, 2);
  }
}
