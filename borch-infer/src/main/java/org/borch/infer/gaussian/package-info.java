/**
 * Normal distributions of all parameters of a density: what variational inference and filters come
 * to. Begin with {@link org.borch.infer.gaussian.Belief}.
 */
@NullMarked
package org.borch.infer.gaussian;

import org.jspecify.annotations.NullMarked;
