/**
 * Losses on draws of a model: the evidence lower bound, the log joint density and importance
 * weights. Begin with {@link org.borch.infer.loss.Losses}.
 */
@NullMarked
package org.borch.infer.loss;

import org.jspecify.annotations.NullMarked;
