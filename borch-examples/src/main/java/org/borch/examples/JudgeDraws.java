package org.borch.examples;

import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.borch.infer.diagnostics.Comparison;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.diagnostics.Loo;
import org.borch.infer.diagnostics.Warning;

/**
 * Diagnostics of draws from any program, here a random walk of a few lines: can they be trusted,
 * and does a slope predict the first data set of Anscombe 1973 better than a level alone?
 */
public final class JudgeDraws {

  private static final double[] X = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
  private static final double[] Y = {
    8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68
  };
  private static final int CHAINS = 4;

  private JudgeDraws() {}

  // region chains
  static Diagnosis diagnose(double[][] slope) { // [chains][draws]
    Diagnosis diagnosis = Diagnosis.of(slope);
    System.out.printf(
        Locale.ROOT,
        "slope %.3f ± %.3f (sd %.3f), R-hat %.3f, ESS %.0f in the bulk and %.0f in the tails%n",
        diagnosis.mean(),
        diagnosis.mcseMean(),
        diagnosis.sd(),
        diagnosis.rHat(),
        diagnosis.essBulk(),
        diagnosis.essTail());
    for (Warning warning : diagnosis.warnings("slope")) {
      System.out.println(warning.sentence());
    }
    return diagnosis;
  }

  // endregion

  // region compare
  static Comparison compare(double[][][] level, double[][][] line) { // [points][chains][draws]
    return Comparison.of(Map.of("level", Loo.of(level), "line", Loo.of(line)));
  }

  // endregion

  /** Draws of level, slope and log noise by a random walk: {@code [3][chains][draws]}. */
  static double[][][] walk(boolean withSlope, int draws) {
    double[][][] kept = new double[3][CHAINS][draws];
    double[] steps = {0.4, withSlope ? 0.12 : 0, 0.25};
    for (int chain = 0; chain < CHAINS; chain++) {
      Random random = new Random(chain);
      double[] at = {7 + random.nextGaussian(), withSlope ? random.nextGaussian() : 0, 0};
      double density = logDensity(at);
      for (int draw = -draws; draw < draws; draw++) { // the first half is warm-up
        double[] next = new double[3];
        for (int j = 0; j < 3; j++) {
          next[j] = at[j] + steps[j] * random.nextGaussian();
        }
        double proposed = logDensity(next);
        if (Math.log(random.nextDouble()) < proposed - density) {
          at = next;
          density = proposed;
        }
        for (int j = 0; j < 3 && draw >= 0; j++) {
          kept[j][chain][draw] = at[j];
        }
      }
    }
    return kept;
  }

  /** Flat priors on level and slope, N(0, 1) on the log noise. */
  private static double logDensity(double[] at) {
    double sum = -0.5 * at[2] * at[2];
    for (int i = 0; i < X.length; i++) {
      sum += logLikelihood(i, at[0], at[1], at[2]);
    }
    return sum;
  }

  private static double logLikelihood(int i, double level, double slope, double logNoise) {
    double z = (Y[i] - level - slope * (X[i] - 9)) / Math.exp(logNoise);
    return -0.5 * z * z - logNoise - 0.5 * Math.log(2 * Math.PI);
  }

  /** The log-likelihood of each point at each draw: {@code [points][chains][draws]}. */
  static double[][][] logLikelihood(double[][][] draws) {
    int n = draws[0][0].length;
    double[][][] values = new double[X.length][CHAINS][n];
    for (int i = 0; i < X.length; i++) {
      for (int c = 0; c < CHAINS; c++) {
        for (int d = 0; d < n; d++) {
          values[i][c][d] = logLikelihood(i, draws[0][c][d], draws[1][c][d], draws[2][c][d]);
        }
      }
    }
    return values;
  }

  public static void main(String[] arguments) {
    diagnose(walk(true, 100)[1]);
    double[][][] line = walk(true, 10_000);
    diagnose(line[1]);
    System.out.println(compare(logLikelihood(walk(false, 10_000)), logLikelihood(line)));
  }
}
