/**
 * Inference on models: losses on a draw for a loop of your own, and one call that runs a whole
 * algorithm. Begin with {@link org.borch.infer.Infer}; its result is a {@link
 * org.borch.infer.fit.Fit}.
 */
@NullMarked
package org.borch.infer;

import org.jspecify.annotations.NullMarked;
