package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.List;

/** The points of one trajectory: those that no tree holds any more make room for new ones. */
final class PhasePool {

  private final int dimension;
  private final List<Phase> all = new ArrayList<>();
  private final List<Phase> free = new ArrayList<>();

  PhasePool(int dimension) {
    this.dimension = dimension;
  }

  /** Takes back all points: a new trajectory begins. */
  void reset() {
    free.clear();
    free.addAll(all);
  }

  /** A point to overwrite. */
  Phase take() {
    if (free.isEmpty()) {
      Phase more = new Phase(dimension);
      all.add(more);
      return more;
    }
    return free.remove(free.size() - 1);
  }

  /** Takes note that a tree holds a point in one place less. */
  void release(Phase point) {
    point.places--;
    if (point.places == 0) {
      free.add(point);
    }
  }
}
