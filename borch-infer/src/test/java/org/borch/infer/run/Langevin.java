package org.borch.infer.run;

/**
 * The stationary covariance S of θ' = A θ + noise with covariance Q, the fixed point of S = A S Aᵀ
 * + Q, for the Euler steps of a Langevin equation.
 */
final class Langevin {

  private Langevin() {}

  /** Of steps θ + ε/2 (gradient + its noise) + √(ε T) ξ. */
  static double[][] covariance(
      double[][] precision, double[][] gradientNoise, double stepSize, double temperature) {
    int d = precision.length;
    double[][] step = new double[d][d];
    double[][] noise = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double unit = i == j ? 1 : 0;
        step[i][j] = unit - stepSize / 2 * precision[i][j];
        noise[i][j] = stepSize * temperature * unit + stepSize * stepSize / 4 * gradientNoise[i][j];
      }
    }
    return stationary(step, noise);
  }

  /** The fixed point of S = A S Aᵀ + Q. */
  static double[][] stationary(double[][] step, double[][] noise) {
    double[][] a = step;
    double[][] found = noise;
    for (int i = 0; i < 40; i++) { // S, then A S Aᵀ + S with A² for A: 2^40 terms of the series
      found = sum(found, product(product(a, found), transposed(a)));
      a = product(a, a);
    }
    return found;
  }

  static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < t.length; i++) {
      for (int j = 0; j < a.length; j++) {
        t[i][j] = a[j][i];
      }
    }
    return t;
  }

  static double[][] sum(double[][] a, double[][] b) {
    double[][] c = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        c[i][j] = a[i][j] + b[i][j];
      }
    }
    return c;
  }
}
