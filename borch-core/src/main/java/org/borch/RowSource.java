package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Data whose rows are reached by number.
 *
 * @param <I> the module's input
 */
interface RowSource<I> {

  /** Some rows: the input, and observations whose names the source does not know. */
  record Selection<I>(I input, List<NDArray> labels) {}

  /** The number of rows. */
  long size();

  /** The rows of an index, INT64 [B] in Java memory. */
  Selection<I> select(NDArray index);
}
