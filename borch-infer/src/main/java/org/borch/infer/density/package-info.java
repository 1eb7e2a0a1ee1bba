/**
 * What samplers and optimisers see: a {@link org.borch.infer.density.LogDensity} of a flat vector,
 * and where in it a search or a chain begins. It knows neither models nor engines.
 */
@NullMarked
package org.borch.infer.density;

import org.jspecify.annotations.NullMarked;
