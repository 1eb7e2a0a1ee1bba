/**
 * Runnable examples, one file each. Begin with {@link org.borch.examples.LinearRegression}; {@link
 * org.borch.examples.Motorcycle} is a Bayesian neural network.
 */
@NullMarked
package org.borch.examples;

import org.jspecify.annotations.NullMarked;
