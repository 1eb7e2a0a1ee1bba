package org.borch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.posterior.Start;
import org.borch.tensor.Key;
import org.borch.tensor.Seed;

/**
 * Where the parameters of latent variables start: what runs under the prior met, which is decided
 * by the seed alone. A name that the first run did not meet is looked for in further runs.
 */
final class Starts {

  /** A branch that the prior takes with a probability below 1 % may be missed. */
  private static final int RUNS = 500;

  private final Function<Key, Map<String, Start>> run;
  private final Key key;
  private final Map<String, Start> known = new LinkedHashMap<>();
  private List<Start> first = List.of();
  private int runs;

  /**
   * @param run runs the model under the prior with a key
   */
  Starts(Function<Key, Map<String, Start>> run, Seed seed) {
    this.run = run;
    this.key = seed.key().at("start");
  }

  /** The latent variables of the first run, in order. */
  synchronized List<Start> all() {
    if (runs == 0) {
      runNext();
    }
    return first;
  }

  /**
   * The start of one variable.
   *
   * @throws IllegalStateException if no run under the prior meets it
   */
  synchronized Start of(String name) {
    while (!known.containsKey(name) && runs < RUNS) {
      runNext();
    }
    Start start = known.get(name);
    if (start == null) {
      throw new IllegalStateException(
          name
              + ": the model met this variable in a draw from the posterior, but in none of "
              + RUNS
              + " draws from the prior, so that nothing says where its parameters start");
    }
    return start;
  }

  private void runNext() {
    Map<String, Start> met = run.apply(key.at(runs));
    if (runs == 0) {
      first = List.copyOf(met.values());
    }
    runs++;
    met.forEach(known::putIfAbsent);
  }
}
