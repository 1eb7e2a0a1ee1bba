package org.borch.infer.mcmc;

/**
 * How a step of a chain went; the columns of CmdStan's files.
 *
 * @param logDensity at the new position ({@code lp__})
 * @param acceptance the mean Metropolis acceptance probability of the points visited, which the
 *     step size is adapted to ({@code accept_stat__})
 * @param stepSize of the integrator ({@code stepsize__})
 * @param depth how often the trajectory was doubled; 0 for static HMC ({@code treedepth__})
 * @param leapfrogs steps of the integrator, each with one gradient ({@code n_leapfrog__})
 * @param divergent whether the integrator lost the energy surface ({@code divergent__}), in this
 *     step or in one that thinning left out since the draw before
 * @param energy the Hamiltonian at the new point ({@code energy__})
 */
public record Info(
    double logDensity,
    double acceptance,
    double stepSize,
    int depth,
    int leapfrogs,
    boolean divergent,
    double energy) {}
