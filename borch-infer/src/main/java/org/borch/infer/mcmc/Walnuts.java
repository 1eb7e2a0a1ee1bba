package org.borch.infer.mcmc;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Algorithm;

/**
 * The no-U-turn sampler with steps that are adapted within its trajectories: each is halved as
 * often as the energy asks for where it is. For posteriors whose scale differs from place to place,
 * such as hierarchies without decentring, where {@link Nuts} diverges; elsewhere it does as {@link
 * Nuts} does, at the same price.
 *
 * <p>Bou-Rabee, Carpenter, Kleppe and Liu 2025, "The within-orbit adaptive leapfrog no-U-turn
 * sampler", arXiv:2506.18746, with the fewest halvings that will do: a step that needs others on
 * its way back ends the trajectory before it, which keeps the sampler exact. The step size of the
 * long steps is adapted to how well one leapfrog would follow the flow.
 *
 * <pre>
 *   ●───────────●───────────●─────┬─────●──┬──┬──┬──●     long steps of one length,
 *                              halved   halved twice       each as fine as it must be
 * </pre>
 *
 * @param sampling how chains are run
 * @param maxDepth a trajectory has at most 2^maxDepth - 1 long steps; 1 to 20
 * @param maxError how much the energy may change within a long step
 * @param maxHalvings how often a step is halved at most, 0 to 20; one that needs more is divergent
 */
public record Walnuts(Sampling sampling, int maxDepth, double maxError, int maxHalvings)
    implements Sampler {

  private static final double MAX_ERROR = 1;
  private static final int MAX_HALVINGS = 15;
  private static final int MOST_HALVINGS = 20;

  /** Checks the settings. */
  public Walnuts {
    Nuts.requireDepth(maxDepth);
    if (!(maxError > 0)) {
      throw new IllegalArgumentException("maxError = " + maxError + ", expected a number > 0");
    }
    if (maxHalvings < 0 || maxHalvings > MOST_HALVINGS) {
      throw new IllegalArgumentException(
          "maxHalvings = " + maxHalvings + ", expected 0 to " + MOST_HALVINGS);
    }
  }

  /** {@link Sampling#defaults()}, a maximum depth of 10, energies within 1, 15 halvings. */
  public static Walnuts defaults() {
    return new Walnuts(Sampling.defaults(), Nuts.defaults().maxDepth(), MAX_ERROR, MAX_HALVINGS);
  }

  @Override
  public Walnuts with(UnaryOperator<Sampling> change) {
    return new Walnuts(change.apply(sampling), maxDepth, maxError, maxHalvings);
  }

  /** With another maximum depth. */
  public Walnuts withMaxDepth(int maxDepth) {
    return new Walnuts(sampling, maxDepth, maxError, maxHalvings);
  }

  /** With another bound on the energy's change within a long step. */
  public Walnuts withMaxError(double maxError) {
    return new Walnuts(sampling, maxDepth, maxError, maxHalvings);
  }

  /** With another bound on halvings. */
  public Walnuts withMaxHalvings(int maxHalvings) {
    return new Walnuts(sampling, maxDepth, maxError, maxHalvings);
  }

  @Override
  public Map<String, String> labels() {
    Map<String, String> labels = Hamiltonian.labels(this, "walnuts");
    labels.put(Algorithm.MAX_DEPTH, Integer.toString(maxDepth));
    return labels;
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return NutsKernel.of(
        dimension,
        new HalvedLeapfrog(
            dimension, density, maxError, maxHalvings, HalvedLeapfrog.WayBack.SAME_HALVINGS),
        maxDepth);
  }
}
