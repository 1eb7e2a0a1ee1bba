package org.borch.infer.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Which elements of an unbalanced loss count. */
public final class HardNegatives {

  private HardNegatives() {}

  /**
   * In each row all positives, and of the negatives those with the largest losses, so many for each
   * positive (Liu et al. 2016, "SSD", section 2.2). The arrays stay as they are.
   *
   * @param losses [rows][elements]
   * @param labels likewise; above 0 is positive
   * @param ratio negatives for each positive, at least 0
   * @return [rows][elements]: true for what counts
   * @throws IllegalArgumentException if the shapes differ or the ratio is negative
   */
  public static boolean[][] mask(double[][] losses, int[][] labels, double ratio) {
    if (!(ratio >= 0)) {
      throw new IllegalArgumentException("ratio = " + ratio + ", expected at least 0");
    }
    if (losses.length != labels.length) {
      throw new IllegalArgumentException(
          losses.length + " rows of losses, but " + labels.length + " of labels");
    }
    boolean[][] mask = new boolean[losses.length][];
    for (int row = 0; row < losses.length; row++) {
      mask[row] = row(losses[row], labels[row], ratio, row);
    }
    return mask;
  }

  private static boolean[] row(double[] losses, int[] labels, double ratio, int row) {
    if (losses.length != labels.length) {
      throw new IllegalArgumentException(
          "row " + row + ": " + losses.length + " losses, but " + labels.length + " labels");
    }
    boolean[] mask = new boolean[losses.length];
    int positives = 0;
    for (int i = 0; i < mask.length; i++) {
      mask[i] = labels[i] > 0;
      positives += mask[i] ? 1 : 0;
    }
    IntStream.range(0, losses.length)
        .filter(i -> labels[i] <= 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> losses[i]).reversed())
        .limit((long) Math.floor(ratio * positives))
        .forEach(i -> mask[i] = true);
    return mask;
  }
}
