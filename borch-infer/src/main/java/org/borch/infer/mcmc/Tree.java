package org.borch.infer.mcmc;

/**
 * A stretch of a trajectory: its two ends, the sum of its momenta, the weight of its points and the
 * one among them that stands for all. Merging swaps arrays instead of copying them.
 *
 * <pre>
 *    first ●──●──●──● last     first ●──●──●──● last
 *          older tree                newer tree          ──► time of the integration
 * </pre>
 */
final class Tree {

  private double[] firstMomentum;
  private double[] firstVelocity;
  private double[] lastMomentum;
  private double[] lastVelocity;
  private double[] momentumSum;
  private double[] position;
  private double[] gradient;
  private double logDensity;
  private double energy;
  private double logWeight;

  Tree(int dimension) {
    firstMomentum = new double[dimension];
    firstVelocity = new double[dimension];
    lastMomentum = new double[dimension];
    lastVelocity = new double[dimension];
    momentumSum = new double[dimension];
    position = new double[dimension];
    gradient = new double[dimension];
  }

  /** Becomes the tree of one point, of weight exp(initial energy - its energy). */
  void setLeaf(Phase point, double initialEnergy) {
    int d = position.length;
    System.arraycopy(point.momentum, 0, firstMomentum, 0, d);
    System.arraycopy(point.velocity, 0, firstVelocity, 0, d);
    System.arraycopy(point.momentum, 0, lastMomentum, 0, d);
    System.arraycopy(point.velocity, 0, lastVelocity, 0, d);
    System.arraycopy(point.momentum, 0, momentumSum, 0, d);
    System.arraycopy(point.position, 0, position, 0, d);
    System.arraycopy(point.gradient, 0, gradient, 0, d);
    logDensity = point.logDensity;
    energy = point.energy();
    logWeight = initialEnergy - energy;
  }

  /** Swaps the ends: a trajectory that was followed backwards is followed forwards, or reverse. */
  void reverse() {
    double[] momentum = firstMomentum;
    double[] velocity = firstVelocity;
    firstMomentum = lastMomentum;
    firstVelocity = lastVelocity;
    lastMomentum = momentum;
    lastVelocity = velocity;
  }

  /**
   * Whether neither this tree followed by a newer one, nor either of them with the other's nearest
   * point, has made a U-turn: the generalised criterion of Betancourt 2017, appendix A.4.2, with
   * the checks across the seam that Stan has made since version 2.21.
   */
  boolean goesOnWith(Tree newer) {
    double wholeFirst = 0;
    double wholeLast = 0;
    double olderFirst = 0;
    double olderLast = 0;
    double newerFirst = 0;
    double newerLast = 0;
    for (int i = 0; i < position.length; i++) {
      double whole = momentumSum[i] + newer.momentumSum[i];
      double older = momentumSum[i] + newer.firstMomentum[i];
      double later = newer.momentumSum[i] + lastMomentum[i];
      wholeFirst += firstVelocity[i] * whole;
      wholeLast += newer.lastVelocity[i] * whole;
      olderFirst += firstVelocity[i] * older;
      olderLast += newer.firstVelocity[i] * older;
      newerFirst += lastVelocity[i] * later;
      newerLast += newer.lastVelocity[i] * later;
    }
    return wholeFirst > 0
        && wholeLast > 0
        && olderFirst > 0
        && olderLast > 0
        && newerFirst > 0
        && newerLast > 0;
  }

  /** Appends a tree, which is scratch space afterwards. */
  void append(Tree newer, Choice choice, double uniform) {
    if (choice.takesNewer(logWeight, newer.logWeight, uniform)) {
      swapProposal(newer);
    }
    logWeight = LogSum.of(logWeight, newer.logWeight);
    double[] momentum = lastMomentum;
    double[] velocity = lastVelocity;
    lastMomentum = newer.lastMomentum;
    lastVelocity = newer.lastVelocity;
    newer.lastMomentum = momentum;
    newer.lastVelocity = velocity;
    double[] sum = momentumSum;
    double[] more = newer.momentumSum;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  private void swapProposal(Tree newer) {
    double[] point = position;
    double[] slope = gradient;
    position = newer.position;
    gradient = newer.gradient;
    logDensity = newer.logDensity;
    energy = newer.energy;
    newer.position = point;
    newer.gradient = slope;
  }

  /** The point that stands for the tree. */
  State proposal() {
    return State.of(position, logDensity, gradient);
  }

  /** Its Hamiltonian. */
  double energy() {
    return energy;
  }

  double logDensity() {
    return logDensity;
  }
}
