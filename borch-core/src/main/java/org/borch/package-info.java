/**
 * Models: random variables in plain Java classes, their parameters and their data. Begin with
 * {@link org.borch.Params}.
 */
@NullMarked
package org.borch;

import org.jspecify.annotations.NullMarked;
