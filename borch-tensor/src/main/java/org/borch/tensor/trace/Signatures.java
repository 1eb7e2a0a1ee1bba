package org.borch.tensor.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Programs for arrays of several shapes and types, of which the latest few are kept: minibatches
 * come in one size or two. Threads may share it.
 *
 * @param <P> a program
 */
public final class Signatures<P> {

  private static final int KEPT = 4;

  private final Map<List<Spec>, P> known = new LinkedHashMap<>();
  private List<Spec> latestSpecs = List.of();
  private @Nullable P latest;

  /** No programs yet. */
  public Signatures() {}

  /** The program for arrays like these; made if there is none. */
  public synchronized P get(List<Spec> specs, Supplier<? extends P> make) {
    P program = latest;
    if (program != null && specs.equals(latestSpecs)) {
      return program; // the usual case, without hashing
    }
    program = known.get(specs);
    if (program == null) {
      program = make.get();
      put(specs, program);
    }
    latestSpecs = specs;
    latest = program;
    return program;
  }

  /** Puts in a program that is made already. */
  public synchronized void put(List<Spec> specs, P program) {
    if (known.size() == KEPT) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(specs, program);
  }

  /** Forgets all. */
  public synchronized void clear() {
    known.clear();
    latest = null;
  }

  /** How many there are. */
  public synchronized int size() {
    return known.size();
  }
}
