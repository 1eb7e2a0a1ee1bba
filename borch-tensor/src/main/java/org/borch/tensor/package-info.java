/**
 * Arrays for probabilistic models: the array type, special functions, linear algebra, scopes and
 * derivatives. Begin with {@link org.borch.tensor.ArrayMath} and {@link org.borch.tensor.Scope}.
 */
@NullMarked
package org.borch.tensor;

import org.jspecify.annotations.NullMarked;
