package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * How much the draws of one chain repeat each other at each distance (lag). The autocovariance at
 * lag t is {@code sum((x[i] - mean) (x[i+t] - mean)) / n}: divided by n at every lag, which keeps
 * the sequence positive definite (Geyer 1992).
 *
 * <p>The first lags are summed directly, which is all that a chain that mixes well ever asks for;
 * the first later lag computes all of them at once by Fourier transforms of the chain padded with
 * zeros to twice its length.
 */
public final class Autocorrelation {

  /** About where n * lags costs as much as two transforms of length 2n. */
  private static final int DIRECT_LAGS = 64;

  private final double[] centred;
  private double[] all = {};

  private Autocorrelation(double[] centred) {
    this.centred = centred;
  }

  /**
   * Autocorrelations of a chain at lags 0, ..., n - 1; all NaN if it is constant or not finite.
   *
   * @throws IllegalArgumentException if there are no draws
   */
  public static double[] of(double[] chain) {
    double[] covariances = covariances(chain);
    double variance = covariances[0];
    return Arrays.stream(covariances).map(x -> variance > 0 ? x / variance : Double.NaN).toArray();
  }

  /**
   * Autocovariances of a chain at lags 0, ..., n - 1; NaN if a draw is not finite.
   *
   * @throws IllegalArgumentException if there are no draws
   */
  public static double[] covariances(double[] chain) {
    return lazily(ChainTable.require(new double[][] {chain})[0]).byFourier();
  }

  /** Autocovariances that are computed as they are asked for. */
  static Autocorrelation lazily(double[] chain) {
    double mean = ChainTable.mean(chain);
    return new Autocorrelation(Arrays.stream(chain).map(x -> x - mean).toArray());
  }

  /** The autocovariance at a lag; 0 from the number of draws on. */
  double covariance(int lag) {
    if (lag >= centred.length) {
      return 0;
    }
    if (lag >= DIRECT_LAGS && all.length == 0) {
      all = byFourier();
    }
    return lag < DIRECT_LAGS ? direct(lag) : all[lag];
  }

  private double direct(int lag) {
    double sum = 0;
    for (int i = lag; i < centred.length; i++) {
      sum += centred[i] * centred[i - lag];
    }
    return sum / centred.length;
  }

  /** Wiener-Khinchin: the inverse transform of the squared modulus of the transform. */
  private double[] byFourier() {
    int n = centred.length;
    int length = 2 * Integer.highestOneBit(Math.max(1, 2 * n - 1));
    double[] re = Arrays.copyOf(centred, length);
    double[] im = new double[length];
    Fourier.transform(re, im);
    for (int k = 0; k < length; k++) {
      re[k] = re[k] * re[k] + im[k] * im[k];
      im[k] = 0;
    }
    // A real and even sequence: its inverse transform is the forward one over the length.
    Fourier.transform(re, im);
    double scale = 1.0 / length / n;
    return Arrays.stream(re, 0, n).map(x -> x * scale).toArray();
  }
}
