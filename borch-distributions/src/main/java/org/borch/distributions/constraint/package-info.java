/**
 * Sets in which parameters and values of distributions lie. Begin with {@link
 * org.borch.distributions.constraint.Constraints}.
 */
@NullMarked
package org.borch.distributions.constraint;

import org.jspecify.annotations.NullMarked;
