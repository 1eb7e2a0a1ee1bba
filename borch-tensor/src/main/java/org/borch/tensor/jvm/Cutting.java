package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts straight-line code into methods. */
final class Cutting {

  /**
   * HotSpot never compiles a method of more than 8,000 bytes, and large ones slowly. A piece of
   * just this size becomes a method of its own.
   */
  static final int MAX_BYTES = 4000;

  private Cutting() {}

  /** Consecutive pieces, each of at most {@link #MAX_BYTES} together. */
  static <T> List<List<T>> cut(List<T> pieces, ToIntFunction<T> bytes) {
    List<List<T>> parts = new ArrayList<>();
    List<T> part = new ArrayList<>();
    int size = 0;
    for (T piece : pieces) {
      int more = bytes.applyAsInt(piece);
      if (size + more > MAX_BYTES && !part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(piece);
      size += more;
    }
    parts.add(part);
    return parts;
  }
}
