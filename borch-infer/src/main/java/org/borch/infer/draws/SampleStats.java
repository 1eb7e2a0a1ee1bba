package org.borch.infer.draws;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Info;
import org.borch.infer.run.UnconstrainedDraws;

/**
 * How an algorithm made each draw: numbers by name, one for each draw of each chain. The algorithm
 * says which; those that several have are called as in CmdStan, {@link Info#LOG_DENSITY}, {@link
 * Info#ACCEPTANCE} and so on. Draws that do not come from an algorithm have none.
 */
public final class SampleStats {

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

  /** The numbers that an algorithm noted about the draws of a run. */
  static SampleStats of(UnconstrainedDraws draws) {
    Map<String, double[][]> columns = new LinkedHashMap<>();
    draws.columns().forEach(name -> columns.put(name, draws.column(name)));
    return new SampleStats(columns, draws.labels());
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
    return count(Info.DIVERGENT, 1);
  }

  /** The number of draws whose trajectory was cut at the maximum depth; 0 if that is not known. */
  public long depthHits() {
    String maxDepth = settings.get(Algorithm.MAX_DEPTH);
    return maxDepth == null ? 0 : count(Info.TREE_DEPTH, Double.parseDouble(maxDepth));
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
