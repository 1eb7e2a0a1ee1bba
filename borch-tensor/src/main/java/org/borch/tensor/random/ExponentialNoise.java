package org.borch.tensor.random;

/** Standard exponential numbers, minus the logarithm of a uniform: from 1.1e-16 to 36.7. */
final class ExponentialNoise extends BlockNoise {

  private long[] words = {};
  private double[] mantissa = {};
  private double[] exponent = {};
  private double[] polynomial = {};

  ExponentialNoise(long key) {
    super(NoiseStream.Kind.EXPONENTIAL, key);
  }

  @Override
  void compute(long block, int count) {
    if (words.length < count) {
      words = new long[count];
      values = new double[count];
      mantissa = new double[count];
      exponent = new double[count];
      polynomial = new double[count];
    }
    UniformNoise.words(words, count, start + block * BLOCK * step, step);
    UniformLogarithm.negativeLog(words, values, count, mantissa, exponent, polynomial);
  }
}
