package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step has made.
 *
 * @param state after it
 * @param info what a person may want to look at: scalars by name, the same names in every step. A
 *     step is faulty if one of them or the position is not finite
 */
public record Update(FlatState state, Map<String, NDArray> info) {

  /** Copies the map. */
  public Update {
    info = Collections.unmodifiableMap(new LinkedHashMap<>(info));
  }
}
