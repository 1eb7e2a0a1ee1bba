/**
 * Probability distributions, one class each, over arrays of PyTorch's sample, batch and event
 * shapes. Begin with {@link org.borch.distributions.Distributions} and {@link
 * org.borch.distributions.Distribution}.
 */
@NullMarked
package org.borch.distributions;

import org.jspecify.annotations.NullMarked;
