package org.borch.infer.metrics;

import java.util.Arrays;

/**
 * Sets that hold what comes true with a probability, whatever the model is worth, learned on rows
 * held out that are exchangeable with those to come: split conformal prediction (Vovk, Gammerman
 * and Shafer 2005; Lei et al. 2018).
 *
 * @param level that the sets hold at least, on average over rows
 * @param threshold of the scores: the smallest that ⌈(n + 1) level⌉ of n held-out rows do not
 *     exceed; infinite where they are too few
 */
public record Conformal(double level, double threshold) {

  /** Checks the level. */
  public Conformal {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "conformal sets of level = " + level + ", expected a number between 0 and 1");
    }
  }

  /** Of held-out rows' scores, of any kind: large for what fits badly. */
  public static Conformal ofScores(double[] scores, double level) {
    Pairs.require("conformal scores", scores, scores);
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int place = (int) Math.ceil((sorted.length + 1) * level);
    return new Conformal(
        level, place > sorted.length ? Double.POSITIVE_INFINITY : sorted[place - 1]);
  }

  /** Of classes: the score is 1 - p of the class that came true (Sadinle, Lei, Wasserman 2019). */
  public static Conformal ofClasses(ClassProbabilities heldOut, double level) {
    double[] scores = new double[heldOut.rows()];
    Arrays.setAll(scores, i -> 1 - heldOut.probability(i, heldOut.label(i)));
    return ofScores(scores, level);
  }

  /**
   * Of numbers: the score is |observed - mean| / sd.
   *
   * @param sd of each row's predictive distribution; ones for intervals of one width
   */
  public static Conformal ofNumbers(double[] mean, double[] sd, double[] observed, double level) {
    Pairs.require("conformal intervals", mean, observed);
    Pairs.require("conformal intervals", sd, observed);
    double[] scores = new double[mean.length];
    Arrays.setAll(scores, i -> Math.abs(observed[i] - mean[i]) / sd[i]);
    return ofScores(scores, level);
  }

  /** The classes of a row's set: those with 1 - p of at most the threshold. */
  public int[] classes(double[] probabilities) {
    return java.util.stream.IntStream.range(0, probabilities.length)
        .filter(c -> 1 - probabilities[c] <= threshold)
        .toArray();
  }

  /** How far a row's interval goes from its mean, to both sides. */
  public double halfWidth(double sd) {
    return threshold * sd;
  }
}
