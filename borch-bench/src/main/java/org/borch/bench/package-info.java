/**
 * Benchmarks: one class a benchmark, one method a variant, so that a figure is always a ratio
 * between two ways to do the same. Begin with {@link org.borch.bench.Reference}; {@code
 * borch-bench/run [pattern]} runs them.
 */
@NullMarked
package org.borch.bench;

import org.jspecify.annotations.NullMarked;
