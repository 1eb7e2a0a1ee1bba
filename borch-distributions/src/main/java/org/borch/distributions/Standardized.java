package org.borch.distributions;

import org.borch.distributions.transform.Bijector;

/**
 * A distribution as that of x = bijector(z), where z is from the standard member of its family:
 * Normal(μ, σ) is x = μ + σ z with z from Normal(0, 1). The arguments stand in the bijector, and
 * the standard's density does not depend on them; arguments of shape, such as StudentT's df, stay
 * with the standard.
 *
 * @param standard of the same batch and event shape
 * @param bijector from the standard's support to the distribution's; it may take a larger domain
 */
public record Standardized(Distribution standard, Bijector bijector) {}
