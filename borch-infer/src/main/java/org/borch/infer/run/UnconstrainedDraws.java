package org.borch.infer.run;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.borch.infer.density.Start;
import org.borch.tensor.random.NoiseReader;

/**
 * The draws of several chains in the coordinates in which they moved, what the algorithm noted
 * about each, and what the chains have come to. Immutable.
 */
public final class UnconstrainedDraws {

  private final int dimension;
  private final int draws;
  private final List<String> columns;
  private final Map<String, String> labels;
  private final List<KeptDraws> chains;
  private final List<SavedState> states;
  private final Stop stop;

  /** Of chains that have a draw each; what some have more than others is left out. */
  UnconstrainedDraws(Algorithm algorithm, Run run, List<RunningChain> chains, Stop stop) {
    dimension = algorithm.dimension();
    draws = chains.stream().mapToInt(chain -> chain.draws().size()).min().orElseThrow();
    columns = chains.get(0).draws().columns();
    labels = labels(algorithm, run);
    this.chains = chains.stream().map(RunningChain::draws).toList();
    states = chains.stream().map(RunningChain::state).toList();
    this.stop = stop;
  }

  private static Map<String, String> labels(Algorithm algorithm, Run run) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("num_warmup", Long.toString(run.burnIn()));
    labels.putAll(algorithm.labels());
    return Collections.unmodifiableMap(labels);
  }

  /** The number of chains. */
  public int chains() {
    return chains.size();
  }

  /** The number of draws of each chain: of a run that ended early, those that all chains have. */
  public int draws() {
    return draws;
  }

  /** The number of coordinates. */
  public int dimension() {
    return dimension;
  }

  /** Why the run ended. */
  public Stop stop() {
    return stop;
  }

  /** What files say about the run: {@link Algorithm#labels} and {@code num_warmup}. */
  public Map<String, String> labels() {
    return labels;
  }

  /** What each chain has come to: the arrays by name that {@link Chain#save} keeps. */
  public List<SavedState> states() {
    return states;
  }

  /** A copy of a draw: its coordinates. */
  public double[] position(int chain, int draw) {
    return chains.get(chain).position(Objects.checkIndex(draw, draws));
  }

  /** These draws as places where the chains of another run on the same density start. */
  public Start asStart() {
    return (density, chain, key) -> {
      NoiseReader noise = new NoiseReader(key);
      int which = (int) (noise.uniform() * chains());
      return position(which, (int) (noise.uniform() * draws()));
    };
  }

  /** A copy of all draws: [chains][draws][dimension]. */
  public double[][][] positions() {
    double[][][] table = new double[chains()][draws][];
    for (int i = 0; i < table.length; i++) {
      Arrays.setAll(table[i], chains.get(i)::position);
    }
    return table;
  }

  /** The draws of one coordinate: [chains][draws], as the diagnostics want them. */
  public double[][] coordinate(int index) {
    Objects.checkIndex(index, dimension);
    double[][] table = new double[chains()][draws];
    for (int i = 0; i < table.length; i++) {
      KeptDraws chain = chains.get(i);
      Arrays.setAll(table[i], draw -> chain.coordinate(draw, index));
    }
    return table;
  }

  /** The names of the numbers that the algorithm noted about each draw. */
  public List<String> columns() {
    return columns;
  }

  /**
   * A copy of the numbers of a column: [chains][draws].
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public double[][] column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("\"" + name + "\": the draws have only " + columns);
    }
    return chains.stream().map(chain -> chain.column(index, draws)).toArray(double[][]::new);
  }

  /** How a step went. */
  public Info info(int chain, int draw) {
    return chains.get(chain).info(Objects.checkIndex(draw, draws));
  }

  /** How the steps of a chain went; a view. */
  public List<Info> infos(int chain) {
    KeptDraws own = chains.get(chain);
    return new AbstractList<>() {
      @Override
      public Info get(int draw) {
        return own.info(Objects.checkIndex(draw, draws));
      }

      @Override
      public int size() {
        return draws;
      }
    };
  }

  /** {@code UnconstrainedDraws(4 chains x 1000 draws of 10 coordinates)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "UnconstrainedDraws(%d chains x %d draws of %d coordinates)",
        chains(),
        draws(),
        dimension);
  }
}
