package org.borch.infer.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether classes come true as often as their probabilities say: rows in bins by the probability of
 * their most probable class (Guo et al. 2017, "On calibration of modern neural networks").
 *
 * @param bins those that have rows, from the lowest confidence
 */
public record Calibration(List<Bin> bins) {

  /**
   * Rows of similar confidence: a point of the reliability diagram.
   *
   * @param count how many rows
   * @param confidence their mean
   * @param accuracy the share of them whose most probable class came true
   */
  public record Bin(int count, double confidence, double accuracy) {}

  /** Copies the bins. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Of bins of equal width.
   *
   * @param bins how many, 15 for example
   */
  public static Calibration of(ClassProbabilities predicted, int bins) {
    requireBins(bins);
    double[] confidences = predicted.confidences();
    List<List<Integer>> rows = new ArrayList<>();
    IntStream.range(0, bins).forEach(b -> rows.add(new ArrayList<>()));
    for (int i = 0; i < confidences.length; i++) {
      rows.get(Math.min(bins - 1, (int) (confidences[i] * bins))).add(i);
    }
    return of(predicted, confidences, rows);
  }

  /**
   * Of bins of equally many rows (Nguyen and O'Connor 2015), which few confident rows do not leave
   * almost empty.
   *
   * @param bins how many
   */
  public static Calibration adaptive(ClassProbabilities predicted, int bins) {
    requireBins(bins);
    double[] confidences = predicted.confidences();
    List<Integer> order =
        IntStream.range(0, confidences.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> confidences[i]))
            .toList();
    List<List<Integer>> rows = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      int from = (int) ((long) b * order.size() / bins);
      int to = (int) ((b + 1L) * order.size() / bins);
      rows.add(order.subList(from, to));
    }
    return of(predicted, confidences, rows);
  }

  private static void requireBins(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException(
          "calibration in " + bins + " bins, expected at least 1, such as 15");
    }
  }

  private static Calibration of(
      ClassProbabilities predicted, double[] confidences, List<List<Integer>> rows) {
    List<Bin> bins = new ArrayList<>();
    for (List<Integer> own : rows) {
      if (!own.isEmpty()) {
        double confidence = own.stream().mapToDouble(i -> confidences[i]).average().orElseThrow();
        double accuracy =
            own.stream().mapToDouble(i -> predicted.isRight(i) ? 1 : 0).average().orElseThrow();
        bins.add(new Bin(own.size(), confidence, accuracy));
      }
    }
    return new Calibration(bins);
  }

  /** The expected calibration error: the mean over rows of |accuracy - confidence| of their bin. */
  public double error() {
    double rows = bins.stream().mapToInt(Bin::count).sum();
    return bins.stream()
        .mapToDouble(bin -> bin.count / rows * Math.abs(bin.accuracy - bin.confidence))
        .sum();
  }

  /** The largest |accuracy - confidence| of a bin. */
  public double maximumError() {
    return bins.stream()
        .mapToDouble(bin -> Math.abs(bin.accuracy - bin.confidence))
        .max()
        .orElseThrow();
  }

  /** The reliability diagram as a table: {@code #} up to the accuracy, {@code |} confidence. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("confidence accuracy  rows\n");
    for (Bin bin : bins) {
      text.append(
          String.format(
              Locale.ROOT, "%10.3f %8.3f %5d  ", bin.confidence, bin.accuracy, bin.count));
      int end = (int) Math.round(40 * bin.accuracy);
      int mark = (int) Math.round(40 * bin.confidence);
      for (int i = 0; i <= 40; i++) {
        text.append(i == mark ? '|' : i < end ? '#' : ' ');
      }
      text.append('\n');
    }
    return text.append(String.format(Locale.ROOT, "expected error %.4f", error())).toString();
  }
}
