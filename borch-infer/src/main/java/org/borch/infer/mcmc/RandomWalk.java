package org.borch.infer.mcmc;

import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;

/**
 * Random-walk Metropolis: Gaussian proposals around the state, accepted or not. For posteriors of a
 * few dimensions whose density is cheap, has no gradient or is not continuous; otherwise choose
 * {@link Nuts}. It evaluates the density without gradient, once a proposal.
 *
 * <p>Metropolis et al. 1953. Warm-up adapts the proposals' covariance by the windows of {@link
 * Nuts}, and their scale to an acceptance probability of 0.234 (Roberts, Gelman and Gilks 1997) by
 * the same dual averaging; afterwards both are fixed, so the draws are those of a Markov chain.
 *
 * @param sampling how chains are run; step size and metric are the scale and the covariance of the
 *     proposals
 * @param moves how many proposals a step makes, of which only the last state is kept; at least 1.
 *     The acceptance of so many is also what the scale is adapted to: with few of them it is noisy
 */
public record RandomWalk(Sampling sampling, int moves) implements Sampler {

  private static final double TARGET_ACCEPTANCE = 0.234;
  private static final int MOVES = 20;

  /** Checks the number of moves. */
  public RandomWalk {
    Sampling.require("moves", moves, 1);
  }

  /**
   * {@link Sampling#defaults()} with target acceptance 0.234 and a dense metric; steps of 20 moves.
   */
  public static RandomWalk defaults() {
    return new RandomWalk(
        Sampling.defaults().withTargetAcceptance(TARGET_ACCEPTANCE).withMetric(Metric.Form.DENSE),
        MOVES);
  }

  @Override
  public RandomWalk with(UnaryOperator<Sampling> change) {
    return new RandomWalk(change.apply(sampling), moves);
  }

  /** With steps of another number of moves. */
  public RandomWalk withMoves(int moves) {
    return new RandomWalk(sampling, moves);
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return RandomWalkKernel.of(dimension, density, moves);
  }
}
