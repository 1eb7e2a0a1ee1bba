package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Some rows of a plate's data: what one step of a run sees.
 *
 * @param <I> the module's input
 * @param input the rows' input
 * @param plate the name of the plate
 * @param size how many rows all data has
 * @param index INT64 [B], the number of each row
 * @param observed the rows' values of observed variables
 */
public record Batch<I>(
    I input, String plate, long size, NDArray index, Map<String, NDArray> observed) {

  /**
   * Checks what can be known without reading arrays.
   *
   * @throws IllegalArgumentException if there are more rows than data
   */
  public Batch {
    observed = Map.copyOf(observed);
    if (index.getShape().dimension() != 1 || index.size() < 1 || index.size() > size) {
      throw new IllegalArgumentException(
          "batch of plate \""
              + plate
              + "\": index of shape "
              + index.getShape()
              + ", expected one to "
              + size
              + " rows");
    }
  }
}
