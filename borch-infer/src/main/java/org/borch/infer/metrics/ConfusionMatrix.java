package org.borch.infer.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How often which class was predicted for which.
 *
 * @param <L> the classes' labels
 */
public final class ConfusionMatrix<L extends Comparable<? super L>> {

  private final List<L> labels;
  private final int[][] counts;

  private ConfusionMatrix(List<L> labels, int[][] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  /**
   * Counts predictions.
   *
   * @param predicted one for each observation
   * @throws IllegalArgumentException if there are other numbers of them, or none
   */
  public static <L extends Comparable<? super L>> ConfusionMatrix<L> of(
      List<L> predicted, List<L> observed) {
    if (predicted.size() != observed.size() || predicted.isEmpty()) {
      throw new IllegalArgumentException(
          "confusion matrix of "
              + predicted.size()
              + " predictions for "
              + observed.size()
              + " observations, expected one for each, and at least one");
    }
    List<L> labels =
        Stream.concat(predicted.stream(), observed.stream()).distinct().sorted().toList();
    int[][] counts = new int[labels.size()][labels.size()];
    for (int i = 0; i < predicted.size(); i++) {
      counts[labels.indexOf(observed.get(i))][labels.indexOf(predicted.get(i))]++;
    }
    return new ConfusionMatrix<>(labels, counts);
  }

  /** All labels, sorted: the order of rows and columns. */
  public List<L> labels() {
    return labels;
  }

  /** [observed][predicted]. */
  public int[][] counts() {
    return Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
  }

  /** The counts as shares of each row; a row without observations is 0. */
  public double[][] shares() {
    return Arrays.stream(counts)
        .map(
            row -> {
              double sum = Math.max(1, Arrays.stream(row).sum());
              return Arrays.stream(row).mapToDouble(count -> count / sum).toArray();
            })
        .toArray(double[][]::new);
  }

  /** A row for each observed class, with the counts of the predicted ones. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("observed \\ predicted " + labels);
    for (int i = 0; i < counts.length; i++) {
      text.append(String.format(Locale.ROOT, "%n%s %s", labels.get(i), Arrays.toString(counts[i])));
    }
    return text.toString();
  }
}
