/**
 * Optimisers as algorithms: modes and deep ensembles by the runner that samplers have. They know a
 * {@link org.borch.infer.density.LogPosterior} and no model. Begin with {@link
 * org.borch.infer.ascent.Ascent}.
 */
@NullMarked
package org.borch.infer.ascent;

import org.jspecify.annotations.NullMarked;
