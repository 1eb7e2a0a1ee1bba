/**
 * Covariance functions of Gaussian processes and what is made of them. Begin with {@link
 * org.borch.distributions.kernel.Kernels}.
 */
@NullMarked
package org.borch.distributions.kernel;

import org.jspecify.annotations.NullMarked;
