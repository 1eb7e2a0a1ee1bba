/**
 * Gradient-based optimisers of {@link org.borch.Params}: records of settings with a state that can
 * be saved and resumed. Begin with {@link org.borch.infer.optim.Adam} and {@link
 * org.borch.infer.optim.Schedule}.
 */
@NullMarked
package org.borch.infer.optim;

import org.jspecify.annotations.NullMarked;
