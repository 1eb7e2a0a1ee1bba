/**
 * What an algorithm sees of a posterior: a function of a flat array. Begin with {@link
 * org.borch.infer.density.LogPosterior}.
 */
@NullMarked
package org.borch.infer.density;

import org.jspecify.annotations.NullMarked;
