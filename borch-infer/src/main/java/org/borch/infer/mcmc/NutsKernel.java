package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.LogDensity;
import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;

/**
 * One step of NUTS: a trajectory that doubles, forwards or backwards in time by coin toss, until it
 * makes a U-turn, diverges or is of the maximum depth.
 */
final class NutsKernel implements Kernel {

  /** A point with so much more energy than the first one has left the energy surface. */
  private static final double DIVERGENCE = 1000;

  private final Dynamics dynamics;
  private final int maxDepth;
  private final Choice within;
  private final Choice atTop;
  private final NoiseReader noise = new NoiseReader(Key.of(0));

  private final Phase forward;
  private final Phase backward;
  private final Tree trajectory;
  private final Tree extension;

  /** Entry k holds the newer half of a tree of depth k + 1. */
  private final List<Tree> halves = new ArrayList<>();

  private int leapfrogs;
  private double acceptances;
  private boolean divergent;

  NutsKernel(int dimension, Dynamics dynamics, int maxDepth, Choice within, Choice atTop) {
    this.dynamics = dynamics;
    this.maxDepth = maxDepth;
    this.within = within;
    this.atTop = atTop;
    forward = new Phase(dimension);
    backward = new Phase(dimension);
    trajectory = new Tree(dimension);
    extension = new Tree(dimension);
  }

  static NutsKernel of(int dimension, LogDensity.Evaluator density, int maxDepth) {
    return new NutsKernel(
        dimension, new Leapfrog(density), maxDepth, Choice.MULTINOMIAL, Choice.BIASED_PROGRESSIVE);
  }

  @Override
  public State init(double... position) {
    return dynamics.at(position);
  }

  @Override
  public double trial(State state, Tuning tuning, Key key) {
    noise.restart(key);
    return dynamics.gain(forward, state, tuning, noise);
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    noise.restart(key);
    forward.setPosition(state);
    dynamics.refresh(forward, tuning.metric(), noise);
    backward.set(forward);
    leapfrogs = 0;
    acceptances = 0;
    divergent = false;
    int depth = extend(tuning);
    Info info =
        new Info(
            trajectory.logDensity(),
            acceptances / leapfrogs,
            tuning.stepSize(),
            depth,
            leapfrogs,
            divergent,
            trajectory.energy());
    return new Transition(trajectory.proposal(), info);
  }

  /** Doubles the trajectory as often as it may; returns how often that succeeded. */
  private int extend(Tuning tuning) {
    double initialEnergy = forward.energy();
    trajectory.setLeaf(forward, initialEnergy);
    boolean followedForwards = true;
    for (int depth = 0; depth < maxDepth; depth++) {
      boolean forwards = noise.uniform() > 0.5;
      if (forwards != followedForwards) {
        trajectory.reverse();
        followedForwards = forwards;
      }
      Phase end = forwards ? forward : backward;
      double step = forwards ? tuning.stepSize() : -tuning.stepSize();
      if (!build(depth, extension, end, tuning.metric(), step, initialEnergy)) {
        return depth;
      }
      boolean goesOn = trajectory.goesOnWith(extension);
      trajectory.append(extension, atTop, noise.uniform());
      if (!goesOn) {
        return depth + 1;
      }
    }
    return maxDepth;
  }

  /**
   * Builds a tree of 2^depth new points beyond an end of the trajectory, which moves along.
   *
   * @return whether it holds no U-turn and no divergence; if it does, the tree is of no use
   */
  private boolean build(
      int depth, Tree tree, Phase end, Metric metric, double step, double initialEnergy) {
    if (depth == 0) {
      return leaf(tree, end, metric, step, initialEnergy);
    }
    if (!build(depth - 1, tree, end, metric, step, initialEnergy)) {
      return false;
    }
    Tree newer = half(depth - 1);
    if (!build(depth - 1, newer, end, metric, step, initialEnergy)) {
      return false;
    }
    boolean goesOn = tree.goesOnWith(newer);
    tree.append(newer, within, noise.uniform());
    return goesOn;
  }

  private boolean leaf(Tree tree, Phase end, Metric metric, double step, double initialEnergy) {
    dynamics.advance(end, metric, step);
    leapfrogs++;
    double gain = initialEnergy - end.energy();
    acceptances += gain > 0 ? 1 : Math.exp(gain);
    divergent = gain < -DIVERGENCE;
    tree.setLeaf(end, initialEnergy);
    return !divergent;
  }

  private Tree half(int depth) {
    while (halves.size() <= depth) {
      halves.add(new Tree(forward.position.length));
    }
    return halves.get(depth);
  }
}
