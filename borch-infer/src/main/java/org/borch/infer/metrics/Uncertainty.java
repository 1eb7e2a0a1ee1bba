package org.borch.infer.metrics;

import java.util.Arrays;

/**
 * How uncertain predictions are, and why: row by row what comes from noise in the data (aleatoric)
 * and what from weights that are not known (epistemic), which more data lessen. Their sum is the
 * total.
 */
public final class Uncertainty {

  private final double[] total;
  private final double[] aleatoric;
  private final double[] epistemic;

  private Uncertainty(double[] total, double[] aleatoric, double[] epistemic) {
    this.total = total;
    this.aleatoric = aleatoric;
    this.epistemic = epistemic;
  }

  /** The sum of both, of each row. */
  public double[] total() {
    return total.clone();
  }

  /** What comes from noise in the data, of each row. */
  public double[] aleatoric() {
    return aleatoric.clone();
  }

  /** What comes from weights that are not known, of each row: a score of foreign rows. */
  public double[] epistemic() {
    return epistemic.clone();
  }

  /**
   * Of classes, in nats: the entropy of the mean probabilities, the mean entropy, and their
   * difference, the mutual information of class and weights (Depeweg et al. 2018; Houlsby et al.
   * 2011).
   *
   * @param probabilities [draws][rows][classes]
   */
  public static Uncertainty ofClasses(double[][][] probabilities) {
    requireDraws(probabilities.length);
    double[][] mean = mean(probabilities);
    int rows = mean.length;
    double[] total = new double[rows];
    double[] aleatoric = new double[rows];
    double[] epistemic = new double[rows];
    for (int i = 0; i < rows; i++) {
      for (double[][] draw : probabilities) {
        aleatoric[i] += entropy(draw[i]) / probabilities.length;
      }
      total[i] = entropy(mean[i]);
      epistemic[i] = Math.max(0, total[i] - aleatoric[i]); // concave, up to rounding
    }
    return new Uncertainty(total, aleatoric, epistemic);
  }

  /**
   * The mean probabilities, which are the predictive ones: [rows][classes].
   *
   * @param probabilities [draws][rows][classes]
   */
  public static double[][] mean(double[][][] probabilities) {
    requireDraws(probabilities.length);
    double[][] mean = new double[probabilities[0].length][];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = new double[probabilities[0][i].length];
      for (double[][] draw : probabilities) {
        for (int c = 0; c < mean[i].length; c++) {
          mean[i][c] += draw[i][c] / probabilities.length;
        }
      }
    }
    return mean;
  }

  private static double entropy(double[] p) {
    return -Arrays.stream(p).filter(x -> x > 0).map(x -> x * Math.log(x)).sum();
  }

  /**
   * Of numbers, as variances: the mean of the noise's variance and the variance of the mean over
   * draws (the law of total variance). With one draw nothing is epistemic.
   *
   * @param means [draws][rows] of the prediction without noise
   * @param variances [draws][rows] of the noise
   */
  public static Uncertainty ofNumbers(double[][] means, double[][] variances) {
    requireDraws(means.length);
    if (means.length != variances.length) {
      throw new IllegalArgumentException(
          means.length
              + " draws of means and "
              + variances.length
              + " of variances, expected as many of both");
    }
    int rows = means[0].length;
    double[] total = new double[rows];
    double[] aleatoric = new double[rows];
    double[] epistemic = new double[rows];
    for (int s = 0; s < means.length; s++) {
      Pairs.require("uncertainty, draw " + s, means[s], variances[s]);
    }
    for (int i = 0; i < rows; i++) {
      int row = i;
      double[] own = Arrays.stream(means).mapToDouble(draw -> draw[row]).toArray();
      aleatoric[i] = Arrays.stream(variances).mapToDouble(d -> d[row]).average().orElseThrow();
      epistemic[i] = Pairs.squares(own, Pairs.mean(own)) / own.length;
      total[i] = aleatoric[i] + epistemic[i];
    }
    return new Uncertainty(total, aleatoric, epistemic);
  }

  private static void requireDraws(int draws) {
    if (draws < 1) {
      throw new IllegalArgumentException("uncertainty of no draws, expected at least one");
    }
  }
}
