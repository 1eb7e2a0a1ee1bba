/**
 * Markov chain Monte Carlo over a {@link org.borch.infer.density.LogDensity}: it knows no model.
 * Begin with {@link org.borch.infer.mcmc.Nuts}, whose result are {@link
 * org.borch.infer.mcmc.Chains}.
 */
@NullMarked
package org.borch.infer.mcmc;

import org.jspecify.annotations.NullMarked;
