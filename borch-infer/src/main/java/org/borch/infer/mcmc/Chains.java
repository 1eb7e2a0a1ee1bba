package org.borch.infer.mcmc;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.borch.infer.draws.Positions;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.run.Stop;

/** The unconstrained draws of several chains, how each step went, and what warm-up found. */
public final class Chains implements Positions {

  /** A finished chain. */
  private record Part(KeptDraws draws, Tuning tuning, int warmupDivergences) {
    static Part of(Chain chain) {
      return new Part(chain.draws(), chain.tuning().orElseThrow(), chain.warmupDivergences());
    }
  }

  private final Sampler sampler;
  private final int dimension;
  private final int draws;
  private final List<Part> chains;
  private final Stop stop;

  /** Of chains that have a draw each; what some have more than others is left out. */
  Chains(Sampler sampler, int dimension, List<Chain> chains, Stop stop) {
    this.sampler = sampler;
    this.dimension = dimension;
    this.draws = chains.stream().mapToInt(chain -> chain.draws().size()).min().orElseThrow();
    this.chains = chains.stream().map(Part::of).toList();
    this.stop = stop;
  }

  /** The settings that this run was made with. */
  public Sampler sampler() {
    return sampler;
  }

  /** The number of chains. */
  @Override
  public int chains() {
    return chains.size();
  }

  /** The number of draws of each chain: of a run that ended early, those that all chains have. */
  @Override
  public int draws() {
    return draws;
  }

  /** Why the run ended. */
  @Override
  public Stop stop() {
    return stop;
  }

  /** The number of unconstrained coordinates. */
  @Override
  public int dimension() {
    return dimension;
  }

  /** A copy of a draw: its unconstrained coordinates. */
  @Override
  public double[] position(int chain, int draw) {
    return chains.get(chain).draws.position(Objects.checkIndex(draw, draws));
  }

  /** A copy of all draws: [chains][draws][dimension]. */
  public double[][][] positions() {
    double[][][] table = new double[chains()][draws][];
    for (int i = 0; i < table.length; i++) {
      KeptDraws chain = chains.get(i).draws;
      Arrays.setAll(table[i], chain::position);
    }
    return table;
  }

  /** The draws of one unconstrained coordinate: [chains][draws], as the diagnostics want them. */
  public double[][] coordinate(int index) {
    Objects.checkIndex(index, dimension);
    double[][] table = new double[chains()][draws];
    for (int i = 0; i < table.length; i++) {
      KeptDraws chain = chains.get(i).draws;
      Arrays.setAll(table[i], draw -> chain.coordinate(draw, index));
    }
    return table;
  }

  /** How a step went. */
  public Info info(int chain, int draw) {
    return chains.get(chain).draws.info(Objects.checkIndex(draw, draws));
  }

  /** How the steps of a chain went; a view. */
  public List<Info> infos(int chain) {
    KeptDraws own = chains.get(chain).draws;
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

  @Override
  public SampleStats stats() {
    return ChainStats.of(this);
  }

  /** Step size and metric of each chain; {@link Sampling#withTunings} takes them. */
  @Override
  public List<Tuning> tunings() {
    return chains.stream().map(Part::tuning).toList();
  }

  /** The number of divergent draws: none is expected. */
  public int divergences() {
    return chains.stream().mapToInt(chain -> chain.draws.divergences(draws)).sum();
  }

  /** The number of divergent steps in warm-up, where some are usual. */
  public int warmupDivergences() {
    return chains.stream().mapToInt(Part::warmupDivergences).sum();
  }

  /** {@code Chains(4 chains x 1000 draws of 10 coordinates, 0 divergent)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Chains(%d chains x %d draws of %d coordinates, %d divergent)",
        chains(),
        draws(),
        dimension,
        divergences());
  }
}
