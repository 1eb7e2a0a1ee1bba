package org.borch.infer.mcmc;

import org.borch.infer.LogDensity;
import org.borch.tensor.random.Key;

/** Several Metropolis moves: each a Gaussian proposal, taken or not as the density there says. */
final class RandomWalkKernel extends Walk {

  private final int moves;
  private final Choice choice;

  RandomWalkKernel(int dimension, LogDensity.Evaluator density, int moves, Choice choice) {
    super(dimension, density);
    this.moves = moves;
    this.choice = choice;
  }

  static RandomWalkKernel of(int dimension, LogDensity.Evaluator density, int moves) {
    return new RandomWalkKernel(dimension, density, moves, Choice.METROPOLIS);
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    double[] position = state.position();
    double logDensity = state.logDensity();
    double acceptances = 0;
    for (int move = 0; move < moves; move++) {
      noise.restart(key.at(move));
      double proposed = propose(position, tuning);
      double ratio = Math.exp(proposed - logDensity);
      acceptances += Math.min(1, ratio);
      if (choice.takesNewer(1, ratio, noise.uniform())) {
        System.arraycopy(reached, 0, position, 0, position.length);
        logDensity = proposed;
      }
    }
    Info info =
        new Info(logDensity, acceptances / moves, tuning.stepSize(), 0, moves, false, Double.NaN);
    return new Transition(State.of(position, logDensity), info);
  }
}
