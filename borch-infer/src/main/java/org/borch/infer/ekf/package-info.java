/**
 * Extended Kalman filters: a normal belief about all parameters that takes one batch of rows after
 * the other. They know a {@link org.borch.infer.density.RowLikelihood} and no model. Begin with
 * {@link org.borch.infer.ekf.Ekf} and {@link org.borch.infer.density.Observations}.
 */
@NullMarked
package org.borch.infer.ekf;

import org.jspecify.annotations.NullMarked;
