package org.borch;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Data of a variable.
 *
 * @param data the values
 * @param mask BOOLEAN of the prior's batch shape, true for the rows that are observed; null if all
 *     are
 * @param isBatch whether data and mask have the rows of a draw; else they have all rows
 */
record Observation(NDArray data, @Nullable NDArray mask, boolean isBatch) {}
