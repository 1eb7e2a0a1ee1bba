/**
 * Runs algorithms: their steps on every back-end, in blocks, as chains, watched, saved and resumed.
 * Begin with {@link org.borch.infer.run.Transform}.
 */
@NullMarked
package org.borch.infer.run;

import org.jspecify.annotations.NullMarked;
