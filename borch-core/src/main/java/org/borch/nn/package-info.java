/**
 * Bayesian layers, and sparse coefficients of regressions. Begin with {@link org.borch.nn.Linear},
 * of whose weights {@link org.borch.nn.Priors} makes the priors, or {@link org.borch.nn.Horseshoe}.
 */
@NullMarked
package org.borch.nn;

import org.jspecify.annotations.NullMarked;
