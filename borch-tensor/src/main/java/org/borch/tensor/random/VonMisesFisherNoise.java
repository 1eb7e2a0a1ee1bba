package org.borch.tensor.random;

import org.borch.tensor.number.PortableMath;

/**
 * How far directions around a mean are from it, 1 - cos of the angle, on the sphere of a dimension:
 * the rejection of Wood (1994), "Simulation of the von Mises Fisher distribution", where the
 * attempt's number is part of the counter. Written in 1 - cos, which keeps its digits at large
 * concentrations. A concentration that is negative or not finite gives NaN.
 */
final class VonMisesFisherNoise {

  private final int dim;
  private final NoiseStream stream;

  VonMisesFisherNoise(int dim, long key) {
    this.dim = dim;
    stream = NoiseStream.of(key, NoiseStream.Kind.VON_MISES_FISHER);
  }

  /** Element {@code i}, from 0 to 2. */
  double sample(long i, double concentration) {
    if (!(concentration >= 0 && concentration < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    NoiseStream own = stream.element(i);
    double n = dim - 1;
    double b = n / (2 * concentration + Math.sqrt(4 * concentration * concentration + n * n));
    double centre = 2 * b / (1 + b); // 1 - x0 of the paper
    int words = 2 * dim + 1;
    for (long word = 0; ; word += words) {
      double z = (1 - cosineOfUniform(own, word)) / 2; // from Beta(n/2, n/2)
      double distance = 2 * b * z / (1 - (1 - b) * z);
      double ratio = (centre + distance - centre * distance) / (centre * (2 - centre));
      double logRatio = concentration * (centre - distance) + n * PortableMath.log(ratio);
      if (PortableMath.log(own.uniform(word + 2L * dim)) <= logRatio) {
        return distance;
      }
    }
  }

  /** The first coordinate of a uniform direction. */
  private double cosineOfUniform(NoiseStream own, long word) {
    double first = NormalNoise.scalar(own, word);
    double sum = first * first;
    for (int j = 1; j < dim; j++) {
      double other = NormalNoise.scalar(own, word + 2L * j);
      sum += other * other;
    }
    return first / Math.sqrt(sum);
  }
}
