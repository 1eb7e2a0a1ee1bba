package org.borch.infer.draws;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the sampler made each draw: numbers by name, one for each draw of each chain. The names are
 * CmdStan's: {@link #LOG_DENSITY}, {@link #ACCEPTANCE} and so on; a file may have others. Draws
 * that do not come from a sampler have none.
 */
public final class SampleStats {

  /** The log density at the draw, in unconstrained coordinates. */
  public static final String LOG_DENSITY = "lp__";

  /** The mean acceptance probability along the trajectory. */
  public static final String ACCEPTANCE = "accept_stat__";

  /** The step size of the integrator. */
  public static final String STEP_SIZE = "stepsize__";

  /** How often the trajectory was doubled. */
  public static final String TREE_DEPTH = "treedepth__";

  /** The steps of the integrator. */
  public static final String LEAPFROGS = "n_leapfrog__";

  /** 1 if the trajectory diverged, else 0. */
  public static final String DIVERGENT = "divergent__";

  /** The Hamiltonian at the draw. */
  public static final String ENERGY = "energy__";

  /** The setting that says which sampler it was: {@code hmc} also for NUTS, as in CmdStan. */
  public static final String ALGORITHM = "algorithm";

  /** The setting that says where trajectories are cut. */
  public static final String MAX_DEPTH = "max_depth";

  private static final SampleStats NONE = new SampleStats(Map.of(), Map.of());

  private final Map<String, double[][]> columns;
  private final Map<String, String> settings;

  private SampleStats(Map<String, double[][]> columns, Map<String, String> settings) {
    this.columns = Collections.unmodifiableMap(columns);
    this.settings = Collections.unmodifiableMap(settings);
  }

  /** No numbers: the draws do not come from a sampler. */
  public static SampleStats none() {
    return NONE;
  }

  /**
   * Numbers by name.
   *
   * @param columns [chains][draws] each, of one size; copied
   * @param settings of the sampler; see {@link #settings()}
   * @throws IllegalArgumentException if the sizes differ
   */
  public static SampleStats of(Map<String, double[][]> columns, Map<String, String> settings) {
    Map<String, double[][]> copies = new LinkedHashMap<>();
    double[][] first = null;
    for (Map.Entry<String, double[][]> column : columns.entrySet()) {
      double[][] values = column.getValue();
      first = first == null ? values : first;
      String got = sizes(values);
      if (!got.equals(sizes(first))) {
        throw new IllegalArgumentException(
            "sample stats: %s has draws %s in its chains, expected %s as the others"
                .formatted(column.getKey(), got, sizes(first)));
      }
      copies.put(column.getKey(), copy(values));
    }
    return new SampleStats(copies, new LinkedHashMap<>(settings));
  }

  private static String sizes(double[][] values) {
    return Arrays.toString(Arrays.stream(values).mapToInt(chain -> chain.length).toArray());
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** The names of the numbers; empty if there are none. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Whether there is a number of this name. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /**
   * A copy of the numbers of a name: [chains][draws].
   *
   * @throws IllegalArgumentException if there is none
   */
  public double[][] get(String name) {
    double[][] column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\": the draws have only the sample stats " + names());
    }
    return copy(column);
  }

  /**
   * Settings of the sampler, as far as they are known, under CmdStan's names: {@code num_warmup},
   * {@code delta} (target acceptance), {@code algorithm}, {@code engine}, {@code max_depth} and so
   * on.
   */
  public Map<String, String> settings() {
    return settings;
  }

  /** The number of draws whose trajectory diverged; 0 if that is not known. */
  public long divergences() {
    return count(DIVERGENT, 1);
  }

  /** The number of draws whose trajectory was cut at the maximum depth; 0 if that is not known. */
  public long depthHits() {
    String maxDepth = settings.get(MAX_DEPTH);
    return maxDepth == null ? 0 : count(TREE_DEPTH, Double.parseDouble(maxDepth));
  }

  private long count(String name, double least) {
    double[][] column = columns.getOrDefault(name, new double[0][]);
    return Arrays.stream(column).flatMapToDouble(Arrays::stream).filter(x -> x >= least).count();
  }

  /** Some of the chains, and of each every so many draws from the first on. */
  SampleStats part(int[] kept, int every) {
    Map<String, double[][]> parts = new LinkedHashMap<>();
    columns.forEach(
        (name, column) ->
            parts.put(
                name,
                Arrays.stream(kept)
                    .mapToObj(chain -> every(column[chain], every))
                    .toArray(double[][]::new)));
    return new SampleStats(parts, settings);
  }

  private static double[] every(double[] chain, int every) {
    double[] part = new double[(chain.length + every - 1) / every];
    for (int i = 0; i < part.length; i++) {
      part[i] = chain[i * every];
    }
    return part;
  }

  /** {@code SampleStats[lp__, accept_stat__, ...]}. */
  @Override
  public String toString() {
    return "SampleStats" + names();
  }
}
