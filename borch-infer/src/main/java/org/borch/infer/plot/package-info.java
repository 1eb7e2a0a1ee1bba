/**
 * Pictures of draws for reports, by XChart. Begin with {@link org.borch.infer.plot.Plots}; every
 * plot is a {@link org.borch.infer.plot.Plot}, which has charts and saves a PNG.
 */
@NullMarked
package org.borch.infer.plot;

import org.jspecify.annotations.NullMarked;
