/**
 * How probable data are under a model, whatever its latent variables: samplers that walk from prior
 * to posterior and find it on the way, {@link org.borch.infer.evidence.Smc} and {@link
 * org.borch.infer.evidence.ParallelTempering}, {@link org.borch.infer.evidence.BridgeSampling} for
 * draws of others, and what it says of several models, {@link
 * org.borch.infer.evidence.BayesFactors}.
 */
@NullMarked
package org.borch.infer.evidence;

import org.jspecify.annotations.NullMarked;
