/**
 * Functions of single numbers: special functions, elementary functions with the same bits on every
 * machine, and conversions between precisions. Begin with {@link
 * org.borch.tensor.number.SpecialFunctions}. Nothing here knows arrays with shapes.
 */
@NullMarked
package org.borch.tensor.number;

import org.jspecify.annotations.NullMarked;
