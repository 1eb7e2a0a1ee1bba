package org.borch.infer.mcmc;

import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;

/**
 * Static Hamiltonian Monte Carlo: trajectories of one length, accepted or rejected as a whole. For
 * comparison and for posteriors whose right length is known; otherwise choose {@link Nuts}.
 *
 * <p>Neal 2011, figure 2, with a length in time as in Stan.
 *
 * @param sampling how chains are run
 * @param integrationTime of a trajectory, in units in which a coordinate that the metric has scaled
 *     to variance 1 turns around in 2π; positive
 * @param maxLeapfrogs the most steps of a trajectory, however short they are
 */
public record Hmc(Sampling sampling, double integrationTime, int maxLeapfrogs) implements Sampler {

  /** After a quarter of a turn the end of a normal's trajectory does not depend on its start. */
  private static final double QUARTER_TURN = Math.PI / 2;

  private static final int MAX_LEAPFROGS = 1023;

  /** Checks the settings. */
  public Hmc {
    if (!(integrationTime > 0)) {
      throw new IllegalArgumentException(
          "integrationTime = " + integrationTime + ", expected a number > 0");
    }
    Sampling.require("maxLeapfrogs", maxLeapfrogs, 1);
  }

  /** {@link Sampling#defaults()}, integration time π/2, at most 1023 steps. */
  public static Hmc defaults() {
    return new Hmc(Sampling.defaults(), QUARTER_TURN, MAX_LEAPFROGS);
  }

  @Override
  public Hmc with(UnaryOperator<Sampling> change) {
    return new Hmc(change.apply(sampling), integrationTime, maxLeapfrogs);
  }

  /** With trajectories of another length in time. */
  public Hmc withIntegrationTime(double integrationTime) {
    return new Hmc(sampling, integrationTime, maxLeapfrogs);
  }

  /** With another bound on the steps of a trajectory. */
  public Hmc withMaxLeapfrogs(int maxLeapfrogs) {
    return new Hmc(sampling, integrationTime, maxLeapfrogs);
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return HmcKernel.of(dimension, density, integrationTime, maxLeapfrogs);
  }
}
