package org.borch.infer.run;

/**
 * One step of a sampler with momenta on a normal density, as a linear map of (θ, m, gradient) with
 * noise: put together from its parts, it has the stationary covariance to compare draws with.
 */
final class LinearSteps {

  private final double[][] precision;
  private final double[][] gradientNoise;
  private final double mass;
  private final int d;
  private double[][] map;
  private double[][] noise;

  LinearSteps(double[][] precision, double[][] gradientNoise, double mass) {
    this.precision = precision;
    this.gradientNoise = gradientNoise;
    this.mass = mass;
    d = precision.length;
    map = unit();
    noise = new double[3 * d][3 * d];
  }

  /** A new gradient at the position, with a minibatch's noise. */
  LinearSteps gradient() {
    double[][] part = unit();
    double[][] own = new double[3 * d][3 * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        part[2 * d + i][j] = -precision[i][j];
        own[2 * d + i][2 * d + j] = gradientNoise[i][j];
      }
      part[2 * d + i][2 * d + i] = 0;
    }
    return then(part, own);
  }

  /** B: m + h gradient. */
  LinearSteps kick(double h) {
    double[][] part = unit();
    for (int i = 0; i < d; i++) {
      part[d + i][2 * d + i] = h;
    }
    return then(part, new double[3 * d][3 * d]);
  }

  /** A: θ + h m / mass. */
  LinearSteps drift(double h) {
    double[][] part = unit();
    for (int i = 0; i < d; i++) {
      part[i][d + i] = h / mass;
    }
    return then(part, new double[3 * d][3 * d]);
  }

  /** O: momenta that are kept in part, with a variance that is added. */
  LinearSteps rub(double kept, double variance) {
    double[][] part = unit();
    double[][] own = new double[3 * d][3 * d];
    for (int i = 0; i < d; i++) {
      part[d + i][d + i] = kept;
      own[d + i][d + i] = variance;
    }
    return then(part, own);
  }

  /** Euler's: θ + h m / mass and kept m + h gradient + noise, both of the old m. */
  LinearSteps euler(double h, double kept, double variance) {
    double[][] part = unit();
    double[][] own = new double[3 * d][3 * d];
    for (int i = 0; i < d; i++) {
      part[i][d + i] = h / mass;
      part[d + i][d + i] = kept;
      part[d + i][2 * d + i] = h;
      own[d + i][d + i] = variance;
    }
    return then(part, own);
  }

  private LinearSteps then(double[][] part, double[][] own) {
    map = Langevin.product(part, map);
    noise =
        Langevin.sum(
            Langevin.product(Langevin.product(part, noise), Langevin.transposed(part)), own);
    return this;
  }

  private double[][] unit() {
    double[][] unit = new double[3 * d][3 * d];
    for (int i = 0; i < 3 * d; i++) {
      unit[i][i] = 1;
    }
    return unit;
  }

  /** Of (θ, m, gradient): [3 d][3 d]. */
  double[][] stationary() {
    return Langevin.stationary(map, noise);
  }

  /** Of θ. */
  double[][] covariance() {
    return block(0);
  }

  /** Of m. */
  double[][] momenta() {
    return block(d);
  }

  private double[][] block(int from) {
    double[][] all = stationary();
    double[][] block = new double[d][d];
    for (int i = 0; i < d; i++) {
      System.arraycopy(all[from + i], from, block[i], 0, d);
    }
    return block;
  }
}
