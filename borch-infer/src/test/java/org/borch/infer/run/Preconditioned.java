package org.borch.infer.run;

import org.borch.infer.run.Contract.Stationary;
import org.borch.infer.sgmcmc.Preconditioner;

/**
 * How preconditioned samplers are set up in the conformance test, and the law that they have where
 * the mean square of gradients over many steps is all that the preconditioner knows.
 */
final class Preconditioned {

  private static final double DECAY = 0.998;
  private static final double OFFSET = 0.5;

  private Preconditioned() {}

  /** Of a density whose least variance is that of step size h, where 1 is that of the other. */
  static Preconditioner settings(double h, double unit) {
    return Preconditioner.defaults().withDecay(DECAY).withOffset(OFFSET * Math.sqrt(unit / h));
  }

  /**
   * Scaled by D, the density is one that a plain sampler sees. The mean square of the gradient
   * depends on the draws' covariance, and that on it: found by repetition.
   *
   * @param plain of a sampler without preconditioner
   * @param unit the row's step size
   */
  static Stationary of(Stationary plain, double unit) {
    return (precision, noise, h, t) -> {
      int d = precision.length;
      double offset = settings(h, unit).offset();
      double[][] found = plain.covariance(precision, noise, h, t);
      for (int round = 0; round < 50; round++) {
        double[][] square = Langevin.product(Langevin.product(precision, found), precision);
        double[] root = new double[d];
        for (int i = 0; i < d; i++) {
          root[i] = Math.sqrt(offset + Math.sqrt(square[i][i] + noise[i][i]));
        }
        found =
            scaled(
                plain.covariance(
                    scaled(precision, root), scaled(noise, root), Math.sqrt(unit * h), t),
                root);
      }
      return found;
    };
  }

  /** The matrix between two diagonal ones of 1/root. */
  private static double[][] scaled(double[][] matrix, double[] root) {
    double[][] result = new double[root.length][root.length];
    for (int i = 0; i < root.length; i++) {
      for (int j = 0; j < root.length; j++) {
        result[i][j] = matrix[i][j] / (root[i] * root[j]);
      }
    }
    return result;
  }
}
