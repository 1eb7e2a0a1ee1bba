package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.borch.infer.LogDensity;
import org.borch.tensor.Key;
import org.borch.tensor.Seed;

/** The unconstrained draws of several chains, how each step went, and what warm-up found. */
public final class Chains {

  private final Sampler sampler;
  private final int dimension;
  private final List<Chain.Result> chains;

  private Chains(Sampler sampler, int dimension, List<Chain.Result> chains) {
    this.sampler = sampler;
    this.dimension = dimension;
    this.chains = List.copyOf(chains);
  }

  static Chains run(Sampler sampler, LogDensity density, Seed seed) {
    if (density.dimension() == 0) {
      throw new IllegalArgumentException("a density of 0 coordinates, expected at least 1");
    }
    Sampling settings = sampler.sampling();
    Key key = seed.key().at("chain");
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < settings.chains(); i++) {
      chains.add(new Chain(sampler, density, i, key.at(i)));
    }
    int threads = Math.min(settings.threads(), settings.chains());
    ExecutorService pool = Executors.newFixedThreadPool(threads, Chains::thread);
    try {
      List<Future<Chain.Result>> running = chains.stream().map(pool::submit).toList();
      List<Chain.Result> results = new ArrayList<>();
      for (Future<Chain.Result> each : running) {
        results.add(result(each));
      }
      return new Chains(sampler, density.dimension(), results);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "borch-chain");
    thread.setDaemon(true);
    return thread;
  }

  private static Chain.Result result(Future<Chain.Result> chain) {
    try {
      return chain.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("sampling was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("a chain failed", e.getCause());
    }
  }

  /** The settings that this run was made with. */
  public Sampler sampler() {
    return sampler;
  }

  /** The number of chains. */
  public int chains() {
    return chains.size();
  }

  /** The number of draws of each chain. */
  public int draws() {
    return chains.get(0).positions.length;
  }

  /** The number of unconstrained coordinates. */
  public int dimension() {
    return dimension;
  }

  /** A copy of a draw: its unconstrained coordinates. */
  public double[] position(int chain, int draw) {
    return chains.get(chain).positions[draw].clone();
  }

  /** A copy of all draws: [chains][draws][dimension]. */
  public double[][][] positions() {
    return chains.stream()
        .map(chain -> Arrays.stream(chain.positions).map(double[]::clone).toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  /** The draws of one unconstrained coordinate: [chains][draws], as the diagnostics want them. */
  public double[][] coordinate(int index) {
    return chains.stream()
        .map(chain -> Arrays.stream(chain.positions).mapToDouble(at -> at[index]).toArray())
        .toArray(double[][]::new);
  }

  /** How a step went. */
  public Info info(int chain, int draw) {
    return chains.get(chain).infos[draw];
  }

  /** How the steps of a chain went. */
  public List<Info> infos(int chain) {
    return List.of(chains.get(chain).infos);
  }

  /** Step size and metric of each chain; {@link Sampling#withTunings} takes them. */
  public List<Tuning> tunings() {
    return chains.stream().map(chain -> chain.tuning).toList();
  }

  /** The number of divergent draws: none is expected. */
  public int divergences() {
    int count = 0;
    for (Chain.Result chain : chains) {
      for (Info info : chain.infos) {
        count += info.divergent() ? 1 : 0;
      }
    }
    return count;
  }

  /** The number of divergent steps in warm-up, where some are usual. */
  public int warmupDivergences() {
    return chains.stream().mapToInt(chain -> chain.warmupDivergences).sum();
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
