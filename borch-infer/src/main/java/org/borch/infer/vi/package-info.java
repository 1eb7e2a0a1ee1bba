/**
 * Variational inference: q's parameters are learned by stochastic gradients. Begin with {@link
 * org.borch.infer.vi.Svi}.
 */
@NullMarked
package org.borch.infer.vi;

import org.jspecify.annotations.NullMarked;
