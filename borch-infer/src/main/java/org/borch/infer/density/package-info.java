/**
 * What algorithms see of a posterior: a {@link org.borch.infer.density.LogDensity} of a flat vector
 * of numbers, or a {@link org.borch.infer.density.LogPosterior} by array operations on a step's
 * data, and where in it a search or a chain begins. It knows neither models nor engines.
 */
@NullMarked
package org.borch.infer.density;

import org.jspecify.annotations.NullMarked;
