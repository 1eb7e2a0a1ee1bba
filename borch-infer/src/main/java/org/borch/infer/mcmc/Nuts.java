package org.borch.infer.mcmc;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Algorithm;

/**
 * The no-U-turn sampler: the first choice for exact posteriors of continuous variables. It finds
 * the length of its trajectories itself.
 *
 * <p>Hoffman and Gelman 2014, with the multinomial sampling and the generalised U-turn criterion of
 * Betancourt 2017 (appendix A) and the additional checks across sub-trees that Stan makes since
 * version 2.21.
 *
 * @param sampling how chains are run
 * @param maxDepth a trajectory has at most 2^maxDepth - 1 steps; 1 to 20
 */
public record Nuts(Sampling sampling, int maxDepth) implements Sampler {

  private static final int MAX_DEPTH = 10;
  private static final int LARGEST_DEPTH = 20;

  /** Checks the depth. */
  public Nuts {
    requireDepth(maxDepth);
  }

  static void requireDepth(int maxDepth) {
    if (maxDepth < 1 || maxDepth > LARGEST_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth = " + maxDepth + ", expected 1 to " + LARGEST_DEPTH);
    }
  }

  /** {@link Sampling#defaults()} and a maximum depth of 10, as in Stan. */
  public static Nuts defaults() {
    return new Nuts(Sampling.defaults(), MAX_DEPTH);
  }

  @Override
  public Nuts with(UnaryOperator<Sampling> change) {
    return new Nuts(change.apply(sampling), maxDepth);
  }

  /** With another maximum depth. */
  public Nuts withMaxDepth(int maxDepth) {
    return new Nuts(sampling, maxDepth);
  }

  @Override
  public Map<String, String> labels() {
    Map<String, String> labels = Hamiltonian.labels(this, "nuts");
    labels.put(Algorithm.MAX_DEPTH, Integer.toString(maxDepth));
    return labels;
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return NutsKernel.of(dimension, new Leapfrog(density), maxDepth);
  }
}
