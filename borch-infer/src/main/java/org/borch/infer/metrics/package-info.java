/**
 * How good predictions are, on plain numbers: errors of numbers, agreement of classes, ranking of
 * scores. Begin with {@link org.borch.infer.metrics.Measure}.
 */
@NullMarked
package org.borch.infer.metrics;

import org.jspecify.annotations.NullMarked;
