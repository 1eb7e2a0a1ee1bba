package org.borch.tensor;

/** Standard exponential numbers, minus the logarithm of a uniform: from 1.1e-16 to 36.7. */
final class ExponentialNoise extends BlockNoise {

  private long[] words = {};
  private UniformLogarithm logarithm = new UniformLogarithm(0);

  ExponentialNoise(long key) {
    super(NoiseStream.Kind.EXPONENTIAL, key);
  }

  @Override
  void compute(long block, int count) {
    if (words.length < count) {
      words = new long[count];
      values = new double[count];
      logarithm = new UniformLogarithm(count);
    }
    UniformNoise.words(words, count, start + block * BLOCK * step, step);
    logarithm.negativeLog(words, values, count);
  }
}
