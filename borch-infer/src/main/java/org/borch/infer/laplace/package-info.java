/**
 * Where a density is largest, and the normal distribution that it resembles there. Begin with
 * {@link org.borch.infer.laplace.Lbfgs}, whose result is a {@link org.borch.infer.laplace.Mode},
 * and {@link org.borch.infer.laplace.Laplace}.
 */
@NullMarked
package org.borch.infer.laplace;

import org.jspecify.annotations.NullMarked;
