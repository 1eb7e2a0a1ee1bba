/**
 * Approximations q of latent variables. Begin with {@link org.borch.posterior.Posteriors}; a
 * strategy of your own is one class that implements {@link org.borch.posterior.Posterior}.
 */
@NullMarked
package org.borch.posterior;

import org.jspecify.annotations.NullMarked;
