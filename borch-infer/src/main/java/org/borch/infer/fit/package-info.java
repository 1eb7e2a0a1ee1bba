/**
 * A model with the parameters that an algorithm found, {@link org.borch.infer.fit.Fit}, how good it
 * is, {@link org.borch.infer.fit.Check}, and what a model predicts, {@link
 * org.borch.infer.fit.Predictive}.
 */
@NullMarked
package org.borch.infer.fit;

import org.jspecify.annotations.NullMarked;
