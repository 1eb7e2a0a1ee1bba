package org.borch.infer.evidence;

import java.util.Arrays;
import org.borch.infer.run.SavedState;

/** How the swaps of a ladder went, and how often a replica came from its lower to its upper end. */
final class SwapCount {

  private final double[] tried;
  private final double[] accepted;

  /** Of the replica at each rung: whether it was at the lower end since it was at the upper one. */
  private final double[] comesFromBelow;

  private double restarts;

  SwapCount(int rungs) {
    tried = new double[rungs - 1];
    accepted = new double[rungs - 1];
    comesFromBelow = new double[rungs];
  }

  /**
   * A swap between a rung and the next one was tried.
   *
   * @param probability with which it was accepted
   */
  void swapped(int lower, double probability, boolean isAccepted) {
    tried[lower]++;
    accepted[lower] += probability;
    if (isAccepted) {
      double up = comesFromBelow[lower];
      comesFromBelow[lower] = comesFromBelow[lower + 1];
      comesFromBelow[lower + 1] = up;
    }
  }

  /** A round of swaps is over. */
  void arrive() {
    int last = comesFromBelow.length - 1;
    restarts += comesFromBelow[last];
    comesFromBelow[last] = 0;
    comesFromBelow[0] = 1;
  }

  /** The mean probability with which swaps with the next rung were refused; 0 if none was tried. */
  double[] rejections() {
    double[] rejections = new double[tried.length];
    Arrays.setAll(rejections, i -> tried[i] == 0 ? 0 : 1 - accepted[i] / tried[i]);
    return rejections;
  }

  /** How many replicas came up. */
  double restarts() {
    return restarts;
  }

  /** Begins to count anew. */
  void forget() {
    Arrays.fill(tried, 0);
    Arrays.fill(accepted, 0);
    restarts = 0;
  }

  void save(SavedState memory) {
    memory.put("tried", tried);
    memory.put("accepted", accepted);
    memory.put("comesFromBelow", comesFromBelow);
    memory.put("restarts", restarts);
  }

  void restore(SavedState memory) {
    copy(memory.get("tried", tried.length), tried);
    copy(memory.get("accepted", accepted.length), accepted);
    copy(memory.get("comesFromBelow", comesFromBelow.length), comesFromBelow);
    restarts = memory.number("restarts");
  }

  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }
}
