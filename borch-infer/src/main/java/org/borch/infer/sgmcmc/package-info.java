/**
 * Stochastic-gradient Markov chain Monte Carlo: samplers whose steps see a minibatch. They know a
 * {@link org.borch.infer.density.LogPosterior} and no model. Begin with {@link
 * org.borch.infer.sgmcmc.Sgld}, or with momenta {@link org.borch.infer.sgmcmc.Baoa}.
 */
@NullMarked
package org.borch.infer.sgmcmc;

import org.jspecify.annotations.NullMarked;
