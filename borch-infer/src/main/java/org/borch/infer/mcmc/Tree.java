package org.borch.infer.mcmc;

/**
 * A stretch of a trajectory: its two ends, the sum of its momenta, the weight of its points and the
 * one among them that stands for all. Trees point at phases and copy nothing but sums.
 *
 * <pre>
 *    first ●──●──●──● last     first ●──●──●──● last
 *          older tree                newer tree          ──► time of the integration
 * </pre>
 */
final class Tree {

  private final double[] ownSum;

  private Phase first;
  private Phase last;
  private Phase proposal;

  /** Of the momenta; a single point's own, otherwise {@link #ownSum}. */
  private double[] sum;

  /** The first velocity times the sum of the momenta, and the last one: positive without U-turn. */
  private double alongFirst;

  private double alongLast;
  private double weight;

  Tree(int dimension) {
    ownSum = new double[dimension];
    first = new Phase(dimension);
    last = first;
    proposal = first;
    sum = ownSum;
  }

  /** Becomes the tree of one point. */
  void setLeaf(Phase point, double weight) {
    first = point;
    last = point;
    proposal = point;
    sum = point.momentum;
    alongFirst = 2 * point.kinetic;
    alongLast = alongFirst;
    this.weight = weight;
    point.places = 3;
  }

  /** Swaps the ends: a trajectory that was followed backwards is followed forwards, or reverse. */
  void reverse() {
    Phase end = first;
    first = last;
    last = end;
    double along = alongFirst;
    alongFirst = alongLast;
    alongLast = along;
  }

  /**
   * Appends a tree, which is scratch space afterwards.
   *
   * @return whether neither both together, nor either of them with the other's nearest point, has
   *     made a U-turn: the generalised criterion of Betancourt 2017, appendix A.4.2, with the
   *     checks across the seam that Stan has made since version 2.21
   */
  boolean append(Tree newer, Choice choice, double uniform, PhasePool pool) {
    boolean arePoints = first == last && newer.first == newer.last;
    boolean goesOn = arePoints ? joinPoints(newer) : join(newer);
    if (choice.takesNewer(weight, newer.weight, uniform)) {
      pool.release(proposal);
      proposal = newer.proposal;
    } else {
      pool.release(newer.proposal);
    }
    pool.release(last);
    pool.release(newer.first);
    last = newer.last;
    weight += newer.weight;
    add(sum, newer.sum, ownSum);
    sum = ownSum;
    return goesOn;
  }

  /** Of two points the checks across the seam are the same ones as those of both together. */
  private boolean joinPoints(Tree newer) {
    double cross = Dot.of(first.velocity, newer.sum);
    alongFirst += cross;
    alongLast = cross + newer.alongLast;
    return alongFirst > 0 && alongLast > 0;
  }

  /**
   * All products in one pass; those of a velocity with the sum of its own tree, or with its own
   * momentum, are known.
   */
  private boolean join(Tree newer) {
    double[] a = first.velocity;
    double[] b = last.velocity;
    double[] c = newer.first.velocity;
    double[] d = newer.last.velocity;
    double[] older = sum;
    double[] later = newer.sum;
    double[] seamOlder = last.momentum;
    double[] seamLater = newer.first.momentum;
    double firstLater = 0;
    double firstSeam = 0;
    double seamToLater = 0;
    double seamToOlder = 0;
    double lastSeam = 0;
    double lastOlder = 0;
    for (int i = 0; i < a.length; i++) {
      firstLater += a[i] * later[i];
      firstSeam += a[i] * seamLater[i];
      seamToLater += b[i] * later[i];
      seamToOlder += c[i] * older[i];
      lastSeam += d[i] * seamOlder[i];
      lastOlder += d[i] * older[i];
    }
    boolean olderGoesOn = alongFirst + firstSeam > 0 && seamToOlder + 2 * newer.first.kinetic > 0;
    boolean newerGoesOn = newer.alongLast + lastSeam > 0 && seamToLater + 2 * last.kinetic > 0;
    alongFirst += firstLater;
    alongLast = lastOlder + newer.alongLast;
    return alongFirst > 0 && alongLast > 0 && olderGoesOn && newerGoesOn;
  }

  private static void add(double[] a, double[] b, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] + b[i];
    }
  }

  int dimension() {
    return ownSum.length;
  }

  /** The newest point. */
  Phase last() {
    return last;
  }

  /** The point that stands for the tree. */
  Phase proposal() {
    return proposal;
  }

  /** Multiplies the weight. */
  void scaleWeight(double factor) {
    weight *= factor;
  }
}
