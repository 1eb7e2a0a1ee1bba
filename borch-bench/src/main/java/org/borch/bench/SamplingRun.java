package org.borch.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import org.borch.infer.LogDensity;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Kernel;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.State;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * NUTS on one posterior in a JVM of its own, in one thread. All times are CPU times; runs before
 * them have compiled everything.
 *
 * <p>A batch of chains of 1000 + 1000 steps with the usual settings takes at least a second of CPU
 * time of the whole process, garbage collection included. What a chain costs is the batch's time
 * divided by the number of chains, warm-up included; its effective sample size is the smallest one
 * of all coordinates, and the median of all chains counts. Gradients and steps alone are timed in
 * turns, at draws of the same chains.
 */
public final class SamplingRun {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int BATCHES = 3;
  private static final int TURNS = 31;
  private static final int POINTS = 64;

  /** Of a batch; the process's CPU time is counted in hundredths of a second. */
  private static final double LEAST_SECONDS = 1;

  /** Of all batches before those that count. */
  private static final double WARM_SECONDS = 8;

  /** Of a turn. */
  private static final long LEAST_LEAPFROGS = 5_000;

  private final SampledPosterior posterior;
  private final LogDensity density;

  private SamplingRun(SampledPosterior posterior) {
    this.posterior = posterior;
    density = posterior.density();
  }

  /**
   * Prints figures as {@code variant value unit reference}.
   *
   * @param args the posterior
   */
  public static void main(String[] args) {
    new SamplingRun(SampledPosterior.valueOf(args[0])).run();
  }

  private void run() {
    int chains = warmUp();
    double[] speeds = new double[BATCHES];
    double[] sizes = new double[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      double begin = processSeconds();
      Chains batch = batch(chains, i + 1);
      double each = (processSeconds() - begin) / chains;
      sizes[i] = effectiveDraws(batch);
      speeds[i] = sizes[i] / each;
    }
    turns(batch(1, BATCHES + 1));
    String better = posterior.stan() > posterior.numPyro() ? "stan_elsewhere" : "numpyro_elsewhere";
    print("effective_draws", median(sizes), "1", "effective_draws");
    print("borch", median(speeds), "1/s", better);
    print("stan_elsewhere", posterior.stan(), "1/s", better);
    print("numpyro_elsewhere", posterior.numPyro(), "1/s", better);
  }

  private Chains batch(int chains, int seed) {
    return Nuts.defaults()
        .with(run -> run.withChains(chains).withThreads(1))
        .sample(density, Seed.of(seed));
  }

  /** Runs until all is compiled; returns the number of chains of a batch that is long enough. */
  private int warmUp() {
    double spent = 0;
    for (int chains = 1; ; ) {
      double begin = processSeconds();
      batch(chains, 0);
      double seconds = processSeconds() - begin;
      spent += seconds;
      if (seconds < LEAST_SECONDS) {
        chains *= 2;
      } else if (spent >= WARM_SECONDS) {
        return chains;
      }
    }
  }

  private static double processSeconds() {
    return PROCESS.getProcessCpuTime() / 1e9;
  }

  private static double effectiveDraws(Chains batch) {
    double[] least = new double[batch.chains()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int i = 0; i < batch.dimension(); i++) {
      double[][] coordinate = batch.coordinate(i);
      for (int chain = 0; chain < least.length; chain++) {
        double bulk = Ess.bulk(new double[][] {coordinate[chain]});
        least[chain] = Math.min(least[chain], bulk);
      }
    }
    return median(least);
  }

  /** Gradients, and as many leapfrog steps of the kernel, in turns. */
  private void turns(Chains chain) {
    LogDensity.Evaluator evaluator = density.evaluator();
    Kernel kernel = Nuts.defaults().kernel(density.dimension(), evaluator);
    double[][] points = new double[POINTS][];
    Arrays.setAll(points, i -> chain.position(0, i * (chain.draws() / POINTS)));
    double[] gradient = new double[density.dimension()];
    State state = kernel.init(points[0]);
    double[] gradients = new double[TURNS];
    double[] leapfrogs = new double[TURNS];
    double sum = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      Key key = Key.of(turn);
      long made = 0;
      long begin = THREADS.getCurrentThreadCpuTime();
      for (long draw = 0; made < LEAST_LEAPFROGS; draw++) {
        Kernel.Transition next = kernel.step(state, chain.tunings().get(0), key.at(draw));
        state = next.state();
        made += next.info().leapfrogs();
      }
      long middle = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < made; i++) {
        sum += evaluator.valueAndGradient(points[i % POINTS], gradient);
      }
      leapfrogs[turn] = (middle - begin) / (double) made;
      gradients[turn] = (THREADS.getCurrentThreadCpuTime() - middle) / (double) made;
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException("log densities of draws are not finite");
    }
    double leapfrog = median(leapfrogs);
    double alone = median(gradients);
    print("gradient", alone, "ns", "gradient");
    print("leapfrog", leapfrog, "ns", "gradient");
    print("outside_gradient", leapfrog - alone, "ns", "gradient");
    print("gradients", 1e9 / leapfrog, "1/s", "gradients");
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void print(String variant, double value, String unit, String reference) {
    System.out.printf(Locale.ROOT, "%s %s %s %s%n", variant, value, unit, reference);
  }
}
