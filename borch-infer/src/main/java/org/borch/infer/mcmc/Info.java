package org.borch.infer.mcmc;

/**
 * How a step of a chain went; the columns of CmdStan's files.
 *
 * @param logDensity at the new position ({@code lp__})
 * @param acceptance the statistic that the step size is adapted to, from 0 for steps that are too
 *     long to 1 for short ones: the mean Metropolis acceptance probability of the points visited,
 *     or what else the sampler says ({@code accept_stat__})
 * @param stepSize of the integrator or the proposal ({@code stepsize__})
 * @param depth how often the trajectory was doubled; 0 for all but NUTS ({@code treedepth__})
 * @param leapfrogs evaluations of the density: steps of the integrator, each with one gradient, or
 *     values alone for a sampler without gradients ({@code n_leapfrog__})
 * @param divergent whether the integrator lost the energy surface; never without one; in this step
 *     or in one that thinning left out since the draw before ({@code divergent__})
 * @param energy the Hamiltonian at the new point; NaN for a sampler without momentum ({@code
 *     energy__})
 */
public record Info(
    double logDensity,
    double acceptance,
    double stepSize,
    int depth,
    int leapfrogs,
    boolean divergent,
    double energy) {}
