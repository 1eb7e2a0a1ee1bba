package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/**
 * One step of NUTS: a trajectory that doubles, forwards or backwards in time by coin toss, until it
 * makes a U-turn, diverges, comes where there is no way back or is of the maximum depth.
 */
final class NutsKernel implements Kernel {

  /** A point with so much more energy than the first one has left the energy surface. */
  private static final double DIVERGENCE = 1000;

  /** Weights up to this one can be added up without overflow, 2^20 of them. */
  private static final double HEAVIEST = 1e100;

  private final Dynamics dynamics;
  private final int maxDepth;
  private final Choice within;
  private final Choice atTop;
  private final NoiseReader noise = new NoiseReader(Key.of(0));
  private final PhasePool pool;
  private final Tree trajectory;

  /** Trees that wait for a newer one of the same size, the largest first. */
  private final List<Tree> trees = new ArrayList<>();

  private double initialEnergy;

  /** Points have the weight exp(initial energy - energy - shift). */
  private double shift;

  private int points;
  private double acceptances;
  private boolean divergent;

  NutsKernel(int dimension, Dynamics dynamics, int maxDepth, Choice within, Choice atTop) {
    this.dynamics = dynamics;
    this.maxDepth = maxDepth;
    this.within = within;
    this.atTop = atTop;
    pool = new PhasePool(dimension);
    trajectory = new Tree(dimension);
  }

  static NutsKernel of(int dimension, Dynamics dynamics, int maxDepth) {
    return new NutsKernel(
        dimension, dynamics, maxDepth, Choice.MULTINOMIAL, Choice.BIASED_PROGRESSIVE);
  }

  @Override
  public List<String> columns() {
    return Hamiltonian.COLUMNS;
  }

  @Override
  public State init(double... position) {
    return dynamics.at(position);
  }

  @Override
  public double trial(State state, Tuning tuning, Key key) {
    noise.restart(key);
    pool.reset();
    return dynamics.gain(pool.take(), state, tuning, noise);
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    noise.restart(key);
    pool.reset();
    Phase start = pool.take();
    start.setPosition(state);
    dynamics.refresh(start, tuning.metric(), noise);
    initialEnergy = start.energy();
    shift = 0;
    points = 0;
    acceptances = 0;
    divergent = false;
    trajectory.setLeaf(start, 1);
    int depth = extend(tuning);
    Phase proposal = trajectory.proposal();
    Info info =
        Hamiltonian.info(
            proposal.logDensity,
            dynamics.acceptance(acceptances / Math.max(1, points)),
            tuning.stepSize(),
            depth,
            dynamics.gradients(points),
            divergent,
            proposal.energy());
    return new Transition(proposal.state(), info);
  }

  /** Doubles the trajectory as often as it may; returns how often that succeeded. */
  private int extend(Tuning tuning) {
    boolean followedForwards = true;
    for (int depth = 0; depth < maxDepth; depth++) {
      boolean forwards = noise.uniform() > 0.5;
      if (forwards != followedForwards) {
        trajectory.reverse();
        followedForwards = forwards;
      }
      double stepSize = forwards ? tuning.stepSize() : -tuning.stepSize();
      if (!build(depth, tuning.metric(), stepSize)) {
        return depth;
      }
      if (!trajectory.append(trees.get(0), atTop, noise.uniform(), pool)) {
        return depth + 1;
      }
    }
    return maxDepth;
  }

  /**
   * Builds a tree of 2^depth new points beyond the last one of the trajectory: each point is a
   * tree, and two trees of the same size become one.
   *
   * @return whether it holds no U-turn, no divergence and no step without a way back; if it does,
   *     the tree is of no use
   */
  private boolean build(int depth, Metric metric, double stepSize) {
    Phase end = trajectory.last();
    int height = 0;
    for (int made = 1; made <= 1 << depth; made++) {
      Phase next = pool.take();
      Dynamics.Outcome outcome = dynamics.advance(end, next, metric, stepSize);
      if (outcome != Dynamics.Outcome.MADE) {
        divergent = outcome == Dynamics.Outcome.LOST;
        return false;
      }
      end = next;
      double weight = visit(next);
      if (divergent) {
        return false;
      }
      tree(height).setLeaf(next, weight);
      height++;
      for (int pairs = made; pairs % 2 == 0; pairs /= 2) {
        height--;
        if (!trees.get(height - 1).append(trees.get(height), within, noise.uniform(), pool)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes a new point into the statistics; returns its weight. */
  private double visit(Phase point) {
    double gain = initialEnergy - point.energy();
    double ratio = Math.exp(gain);
    points++;
    acceptances += Math.min(1, ratio);
    divergent = gain < -DIVERGENCE;
    if (shift == 0 && ratio <= HEAVIEST) {
      return ratio;
    }
    double weight = Math.exp(gain - shift);
    if (weight <= HEAVIEST) {
      return weight;
    }
    double factor = Math.exp(shift - gain);
    trajectory.scaleWeight(factor);
    trees.forEach(tree -> tree.scaleWeight(factor));
    shift = gain;
    return 1;
  }

  private Tree tree(int height) {
    if (height == trees.size()) {
      trees.add(new Tree(trajectory.dimension()));
    }
    return trees.get(height);
  }
}
