package org.borch.infer.run;

import java.util.Locale;
import java.util.Map;
import org.borch.infer.settings.Stated;
import org.borch.tensor.random.Key;

/**
 * An algorithm that moves points, bound to what it samples: its settings, and its chains. {@link
 * ChainRun} runs it.
 *
 * <pre>{@code
 * record Bound(Pcn settings, LogDensity density) implements Algorithm {
 *   public int dimension() { return density.dimension(); }
 *   public Chain chain(int number, Key key) { return new PcnChain(this, key); }
 * }
 * }</pre>
 *
 * A record states its settings by its components; a class overrides {@link #stated}.
 */
public interface Algorithm extends Stated {

  /** The label that says which kind of algorithm it was, under CmdStan's name. */
  String NAME = "algorithm";

  /** The label that says where trajectories are cut, under CmdStan's name. */
  String MAX_DEPTH = "max_depth";

  /** The number of coordinates of a draw, at least 1. */
  int dimension();

  /**
   * A chain, which owns its memory: it has nothing in common with the others but what is immutable.
   *
   * @param number of the chain, from 0
   * @param key of the chain; all of its randomness comes from it, so that chain i of n has the bits
   *     of chain i alone
   */
  Chain chain(int number, Key key);

  /**
   * How many steps a chain makes at once where they take less than a quarter of a second: nobody
   * looks at it, stops or saves it in between. Blocks end at multiples of this number, and with the
   * run; those that take longer are made in parts.
   */
  default int block() {
    return 1;
  }

  /**
   * What files say about the algorithm, by CmdStan's names where it has them: {@link #NAME} and,
   * where trajectories are cut, {@link #MAX_DEPTH}.
   */
  default Map<String, String> labels() {
    return Map.of(NAME, getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }
}
