/**
 * How probable data are under a model, whatever its latent variables: samplers that walk from prior
 * to posterior and find it on the way, {@link org.borch.infer.evidence.Smc}, and what several
 * models make of it, {@link org.borch.infer.evidence.BayesFactors}.
 */
@NullMarked
package org.borch.infer.evidence;

import org.jspecify.annotations.NullMarked;
