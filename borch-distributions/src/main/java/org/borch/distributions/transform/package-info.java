/**
 * Smooth one-to-one maps with their log-Jacobians, above all from unconstrained coordinates to the
 * supports of distributions. Begin with {@link org.borch.distributions.transform.Bijectors}.
 */
@NullMarked
package org.borch.distributions.transform;

import org.jspecify.annotations.NullMarked;
