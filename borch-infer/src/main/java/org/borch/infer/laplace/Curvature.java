package org.borch.infer.laplace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What the last steps and the changes of the gradient along them tell about the second derivatives:
 * the limited-memory BFGS approximation of the inverse Hessian. Nocedal and Wright, algorithm 7.4.
 */
final class Curvature {

  /** The least cosine between a step and the gradient's change that is not all rounding. */
  private static final double LEAST = 1e-15;

  private final int memory;
  private final Deque<Secant> pairs = new ArrayDeque<>();
  private double scale = 1;

  Curvature(int memory) {
    this.memory = memory;
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  void clear() {
    pairs.clear();
    scale = 1;
  }

  /** Learns from a step; one along which the gradient does not rise would spoil the matrix. */
  void add(Point before, Point after) {
    Secant pair = new Secant(before, after);
    double squares = Point.dot(pair.change, pair.change);
    if (!(pair.product > LEAST * Math.sqrt(squares * Point.dot(pair.step, pair.step)))) {
      return;
    }
    if (pairs.size() == memory) {
      pairs.removeFirst();
    }
    pairs.addLast(pair);
    scale = pair.product / squares;
  }

  /** The inverse Hessian times a vector. */
  double[] times(double[] vector) {
    double[] result = vector.clone();
    double[] shares = new double[pairs.size()];
    int next = shares.length;
    for (Iterator<Secant> back = pairs.descendingIterator(); back.hasNext(); ) {
      Secant pair = back.next();
      double share = Point.dot(pair.step, result) / pair.product;
      shares[--next] = share;
      add(result, -share, pair.change);
    }
    for (int i = 0; i < result.length; i++) {
      result[i] *= scale;
    }
    for (Secant pair : pairs) {
      double share = Point.dot(pair.change, result) / pair.product;
      add(result, shares[next++] - share, pair.step);
    }
    return result;
  }

  private static void add(double[] to, double weight, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * what[i];
    }
  }
}
