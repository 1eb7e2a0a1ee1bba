/**
 * How good predictions are, on plain numbers: errors of numbers, agreement of classes, ranking of
 * scores, calibration, uncertainty. Begin with {@link org.borch.infer.metrics.Measure} for guesses,
 * {@link org.borch.infer.metrics.ClassProbabilities} and {@link
 * org.borch.infer.metrics.PredictedDraws} for probabilities.
 */
@NullMarked
package org.borch.infer.metrics;

import org.jspecify.annotations.NullMarked;
