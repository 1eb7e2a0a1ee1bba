/**
 * Bayesian layers. Begin with {@link org.borch.nn.Linear}; {@link org.borch.nn.Priors} makes the
 * priors of weights.
 */
@NullMarked
package org.borch.nn;

import org.jspecify.annotations.NullMarked;
