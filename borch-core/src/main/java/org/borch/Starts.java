package org.borch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.posterior.Start;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * Where the parameters of latent variables start: as runs under the prior with keys of the seed
 * meet them. A name that the first run does not meet is looked for in further runs.
 */
final class Starts {

  /** A branch that the prior takes with a probability below 1 % may be missed. */
  private static final int RUNS = 500;

  private final Key key;
  private final Map<String, Start> known = new LinkedHashMap<>();
  private List<Start> first = List.of();
  private boolean hasRun;

  Starts(Seed seed) {
    this.key = seed.key().at("start");
  }

  /**
   * The latent variables of the first run, in order.
   *
   * @param run runs the model under the prior with a key
   */
  synchronized List<Start> all(Function<Key, Map<String, Start>> run) {
    if (!hasRun) {
      hasRun = true;
      Map<String, Start> met = run.apply(key.at(0));
      met.forEach(known::putIfAbsent);
      first = List.copyOf(met.values());
    }
    return first;
  }

  /**
   * The start of one variable.
   *
   * @param run runs the model under the prior with a key
   * @throws IllegalStateException if no run under the prior meets it
   */
  synchronized Start of(String name, Function<Key, Map<String, Start>> run) {
    for (int i = 0; i < RUNS && !known.containsKey(name); i++) {
      run.apply(key.at(i)).forEach(known::putIfAbsent);
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
}
