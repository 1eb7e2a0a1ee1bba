package org.borch;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/** The starts that belong to each Params of a model, as long as the Params are in use. */
final class StartCache {

  private final Map<Params, Starts> known = new WeakHashMap<>();

  synchronized void put(Params params, Starts starts) {
    known.put(params, starts);
  }

  /** For Params that were loaded or copied, the starts are made when first asked for. */
  synchronized Starts get(Params params, Supplier<Starts> other) {
    return known.computeIfAbsent(params, p -> other.get());
  }
}
