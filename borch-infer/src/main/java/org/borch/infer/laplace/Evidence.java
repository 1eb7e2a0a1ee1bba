package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;

/**
 * What rows say at a point.
 *
 * @param value their log likelihood
 * @param slope its gradient, [d]
 * @param rows how many
 */
record Evidence(double value, NDArray slope, double rows) {}
