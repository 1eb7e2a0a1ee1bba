package org.borch.infer.mcmc;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Info;
import org.borch.infer.run.Stop;
import org.borch.infer.run.UnconstrainedDraws;

/** The unconstrained draws of a sampler, how each step went, and what warm-up found. */
public final class Chains {

  private final Sampler sampler;
  private final UnconstrainedDraws draws;
  private final List<Tuning> tunings;

  Chains(Sampler sampler, UnconstrainedDraws draws) {
    this.sampler = sampler;
    this.draws = draws;
    tunings =
        draws.states().stream()
            .map(state -> SamplerChain.tuning(state, draws.dimension()))
            .toList();
  }

  /** The settings that this run was made with. */
  public Sampler sampler() {
    return sampler;
  }

  /** The same draws, as those of any algorithm. */
  public UnconstrainedDraws unconstrained() {
    return draws;
  }

  /**
   * The same as draws of the variables.
   *
   * @param density that was sampled
   */
  public Draws toDraws(LogDensity density) {
    return Draws.of(density, draws, tunings);
  }

  /** The number of chains. */
  public int chains() {
    return draws.chains();
  }

  /** The number of draws of each chain: of a run that ended early, those that all chains have. */
  public int draws() {
    return draws.draws();
  }

  /** Why the run ended. */
  public Stop stop() {
    return draws.stop();
  }

  /** The number of unconstrained coordinates. */
  public int dimension() {
    return draws.dimension();
  }

  /** A copy of a draw: its unconstrained coordinates. */
  public double[] position(int chain, int draw) {
    return draws.position(chain, draw);
  }

  /** A copy of all draws: [chains][draws][dimension]. */
  public double[][][] positions() {
    return draws.positions();
  }

  /** The draws of one unconstrained coordinate: [chains][draws], as the diagnostics want them. */
  public double[][] coordinate(int index) {
    return draws.coordinate(index);
  }

  /** How a step went: the numbers of {@link Kernel#columns}. */
  public Info info(int chain, int draw) {
    return draws.info(chain, draw);
  }

  /** How the steps of a chain went; a view. */
  public List<Info> infos(int chain) {
    return draws.infos(chain);
  }

  /** Step size and metric of each chain; {@link Sampling#withTunings} takes them. */
  public List<Tuning> tunings() {
    return tunings;
  }

  /** The number of divergent draws: none is expected. */
  public int divergences() {
    return draws.columns().contains(Info.DIVERGENT)
        ? (int) Arrays.stream(draws.column(Info.DIVERGENT)).flatMapToDouble(Arrays::stream).sum()
        : 0;
  }

  /** The number of divergent steps in warm-up, where some are usual. */
  public int warmupDivergences() {
    return draws.states().stream().mapToInt(SamplerChain::warmupDivergences).sum();
  }

  /** {@code Chains(4 chains x 1000 draws of 10 coordinates, 0 divergent)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Chains(%d chains x %d draws of %d coordinates, %d divergent)",
        chains(),
        draws(),
        dimension(),
        divergences());
  }
}
