package org.borch.infer.draws;

import java.util.function.Supplier;

/** A value that is computed when it is first asked for, once for all threads. */
final class Once<T> {

  private Supplier<T> source;
  private boolean known;

  Once(Supplier<T> source) {
    this.source = source;
  }

  synchronized T get() {
    if (!known) {
      T value = source.get();
      source = () -> value; // lets go of what the computation holds
      known = true;
    }
    return source.get();
  }
}
