/**
 * How far draws can be trusted, computed from plain numbers: convergence of chains, Monte Carlo
 * errors, importance weights, predictive comparison of models. Begin with {@link
 * org.borch.infer.diagnostics.Diagnosis} and {@link org.borch.infer.diagnostics.Loo}.
 */
@NullMarked
package org.borch.infer.diagnostics;

import org.jspecify.annotations.NullMarked;
