package org.borch.infer.evidence;

import org.borch.infer.density.LogDensity;

/**
 * A normal distribution beside a density, and the ratio of the two in coordinates in which the
 * normal one is standard: x = mean + L z.
 */
final class NormalProposal {

  private final double[] mean;
  private final double[][] lower;
  private final double constant;
  private final LogDensity.Evaluator density;
  private final boolean warped;
  private final double[] point;

  NormalProposal(Moments moments, LogDensity.Evaluator density, boolean warped) {
    this.mean = moments.mean();
    this.lower = moments.factor();
    this.density = density;
    this.warped = warped;
    point = new double[mean.length];
    double logVolume = 0.5 * mean.length * Math.log(2 * Math.PI);
    for (int i = 0; i < mean.length; i++) {
      logVolume += Math.log(lower[i][i]);
    }
    constant = logVolume;
  }

  /** Log of density over normal density where z is; -∞ where there is no density. */
  double logRatio(double[] z) {
    double squares = 0;
    for (double each : z) {
      squares += each * each;
    }
    double log = at(z, 1);
    if (warped) {
      log = LogWeights.logMean(new double[] {log, at(z, -1)});
    }
    return log + constant + 0.5 * squares;
  }

  /** The same at a point x. */
  double logRatioAt(double[] x) {
    double[] z = new double[x.length];
    for (int i = 0; i < z.length; i++) {
      double rest = x[i] - mean[i];
      for (int j = 0; j < i; j++) {
        rest -= lower[i][j] * z[j];
      }
      z[i] = rest / lower[i][i];
    }
    return logRatio(z);
  }

  private double at(double[] z, double sign) {
    for (int i = 0; i < point.length; i++) {
      point[i] = mean[i];
      for (int j = 0; j <= i; j++) {
        point[i] += sign * lower[i][j] * z[j];
      }
    }
    double value = density.value(point);
    return value < Double.POSITIVE_INFINITY ? value : Double.NEGATIVE_INFINITY;
  }
}
