package org.borch.examples;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Data of a stated seed for the gallery, with numbers that a model does not make itself. */
final class Simulation {

  private final Random random;

  Simulation(long seed) {
    random = new Random(seed);
  }

  double normal() {
    return random.nextGaussian();
  }

  double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  double exponential() {
    return -Math.log1p(-random.nextDouble());
  }

  /** Counts the arrivals in one unit of time. */
  double poisson(double rate) {
    int count = 0;
    for (double time = exponential(); time < rate; time += exponential()) {
      count++;
    }
    return count;
  }

  double[] normals(int n) {
    return IntStream.range(0, n).mapToDouble(i -> normal()).toArray();
  }

  double[] uniforms(int n, double low, double high) {
    return IntStream.range(0, n).mapToDouble(i -> uniform(low, high)).toArray();
  }

  static double[] map(double[] x, DoubleUnaryOperator function) {
    return Arrays.stream(x).map(function).toArray();
  }
}
