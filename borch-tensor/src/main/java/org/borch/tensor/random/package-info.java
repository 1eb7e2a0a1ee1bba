/**
 * Random numbers by keys, the same on every machine: {@link org.borch.tensor.random.Seed}, {@link
 * org.borch.tensor.random.Key} and what is drawn with them, {@link org.borch.tensor.random.Noise}.
 * It stands above the arrays, because a key may be one and a draw is an operation on them.
 */
@NullMarked
package org.borch.tensor.random;

import org.jspecify.annotations.NullMarked;
