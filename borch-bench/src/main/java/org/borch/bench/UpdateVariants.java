package org.borch.bench;

import java.util.Objects;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.ekf.Ekf;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Sgd;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.sgmcmc.Baoa;
import org.borch.infer.sgmcmc.Sghmc;
import org.borch.infer.sgmcmc.Sgld;
import org.borch.infer.vi.GaussianVi;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * A step of each algorithm on a density's minibatches, beside a plain gradient step on the same
 * ones: whole runs, time per step of a chain. Programs are made in the first, which warms up.
 */
@State(Scope.Thread)
public abstract class UpdateVariants {

  private static final int CHAINS = 8;

  /** So short that no run leaves the place where it begins. */
  private static final double STEP_SIZE = 1e-6;

  private @Nullable RowLikelihood density;
  private @Nullable StepAlgorithm algorithm;

  /** The density with its data. */
  abstract RowLikelihood density();

  /** Makes the density. */
  @Setup(Level.Trial)
  public void setUpDensity() {
    density = density();
    algorithm = null;
  }

  private interface Binding {
    StepAlgorithm on(RowLikelihood density);
  }

  /** A run of the algorithm that this trial is of, whose programs stay. */
  private double run(Binding settings, BenchmarkParams benchmark, int chains, int threads) {
    StepAlgorithm bound = algorithm;
    if (bound == null) {
      bound = settings.on(Objects.requireNonNull(density));
      algorithm = bound;
    }
    long steps = benchmark.getOpsPerInvocation();
    Run run =
        Run.defaults()
            .withChains(chains)
            .withThreads(threads)
            .withSteps(steps)
            .withBurnIn(steps - 1)
            .withProgress(false);
    return ChainRun.begin(bound, run, Seed.of(1)).position(0, 0)[0];
  }

  /** Gradient steps. */
  @Benchmark
  public double plain(BenchmarkParams benchmark) {
    Sgd sgd = Sgd.defaults().withLearningRate(STEP_SIZE);
    return run(Ascent.defaults().withOptimizer(sgd)::on, benchmark, 1, 1);
  }

  /** Adam. */
  @Benchmark
  public double adam(BenchmarkParams benchmark) {
    Adam adam = Adam.defaults().withLearningRate(STEP_SIZE);
    return run(Ascent.defaults().withOptimizer(adam)::on, benchmark, 1, 1);
  }

  /** Stochastic-gradient Langevin dynamics. */
  @Benchmark
  public double sgld(BenchmarkParams benchmark) {
    return run(Sgld.defaults().withStepSize(STEP_SIZE)::on, benchmark, 1, 1);
  }

  /** With momenta, Euler's steps. */
  @Benchmark
  public double sghmc(BenchmarkParams benchmark) {
    return run(Sghmc.defaults().withStepSize(STEP_SIZE)::on, benchmark, 1, 1);
  }

  /** With momenta, split. */
  @Benchmark
  public double baoa(BenchmarkParams benchmark) {
    return run(Baoa.defaults().withStepSize(STEP_SIZE)::on, benchmark, 1, 1);
  }

  /** Variational inference, independent coordinates. */
  @Benchmark
  public double vi(BenchmarkParams benchmark) {
    return run(GaussianVi.defaults()::on, benchmark, 1, 1);
  }

  /** A filter with variances and the empirical Fisher. */
  @Benchmark
  public double ekf(BenchmarkParams benchmark) {
    return run(Ekf.defaults().withScale(1e-3)::on, benchmark, 1, 1);
  }

  /** Eight chains one after the other; time per step of all. */
  @Benchmark
  public double chainsAlone(BenchmarkParams benchmark) {
    return run(Baoa.defaults().withStepSize(STEP_SIZE)::on, benchmark, CHAINS, 1);
  }

  /** Eight chains as they come by default; time per step of all. */
  @Benchmark
  public double chainsTogether(BenchmarkParams benchmark) {
    int threads = Run.defaults().threads();
    return run(Baoa.defaults().withStepSize(STEP_SIZE)::on, benchmark, CHAINS, threads);
  }
}
