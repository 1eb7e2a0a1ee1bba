/**
 * How log densities bend: products, diagonals, matrices and Kronecker factors of second
 * derivatives, and what is computed with them. Array operations, eagerly or inside of programs.
 * Begin with {@link org.borch.infer.curvature.RowCurvature}.
 */
@NullMarked
package org.borch.infer.curvature;

import org.jspecify.annotations.NullMarked;
