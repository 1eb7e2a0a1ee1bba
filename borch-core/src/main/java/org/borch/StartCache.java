package org.borch;

import java.util.Map;
import java.util.WeakHashMap;

/** The starts that belong to each Params of a model, as long as the Params are in use. */
final class StartCache {

  private final Map<Params, Starts> known = new WeakHashMap<>();

  synchronized Starts of(Params params) {
    return known.computeIfAbsent(params.origin(), p -> new Starts(p.seed()));
  }
}
