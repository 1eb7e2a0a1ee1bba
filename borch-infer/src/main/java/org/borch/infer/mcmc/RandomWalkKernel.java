package org.borch.infer.mcmc;

import org.borch.infer.LogDensity;
import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;

/** Several Metropolis moves: each a Gaussian proposal, taken or not as the density there says. */
final class RandomWalkKernel implements Kernel {

  private final int moves;
  private final Walk walk;
  private final Choice choice;
  private final NoiseReader noise = new NoiseReader(Key.of(0));

  RandomWalkKernel(int dimension, LogDensity.Evaluator density, int moves, Choice choice) {
    this.moves = moves;
    this.choice = choice;
    walk = new Walk(dimension, density);
  }

  static RandomWalkKernel of(int dimension, LogDensity.Evaluator density, int moves) {
    return new RandomWalkKernel(dimension, density, moves, Choice.METROPOLIS);
  }

  @Override
  public State init(double... position) {
    return walk.at(position);
  }

  @Override
  public double trial(State state, Tuning tuning, Key key) {
    noise.restart(key);
    return walk.propose(state.position(), tuning, noise) - state.logDensity();
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    double[] position = state.position();
    double logDensity = state.logDensity();
    double acceptances = 0;
    for (int move = 0; move < moves; move++) {
      noise.restart(key.at(move));
      double proposed = walk.propose(position, tuning, noise);
      double ratio = Math.exp(proposed - logDensity);
      acceptances += Math.min(1, ratio);
      if (choice.takesNewer(1, ratio, noise.uniform())) {
        System.arraycopy(walk.position, 0, position, 0, position.length);
        logDensity = proposed;
      }
    }
    Info info =
        new Info(logDensity, acceptances / moves, tuning.stepSize(), 0, moves, false, Double.NaN);
    return new Transition(State.of(position, logDensity), info);
  }
}
