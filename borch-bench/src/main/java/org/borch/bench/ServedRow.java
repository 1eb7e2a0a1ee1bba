package org.borch.bench;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.Module;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictor;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * A service: the probability of one row under 400 draws of a logistic model with 25 coefficients,
 * asked by 8 threads at once, beside a loop by hand. Times of single calls, with their percentiles;
 * {@code -prof gc} shows what a call allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(8)
public class ServedRow {

  private static final int COEFFICIENTS = 25;
  private static final int CHAINS = 4;
  private static final int DRAWS = 100;
  private static final int ROWS = 1_024;

  private double[] beta;
  private double[][] rows;
  private Predictor predictor;
  private final AtomicInteger threads = new AtomicInteger();

  /** Where a thread's rows begin. */
  @State(Scope.Thread)
  public static class Place {
    private int next;

    /** Each thread elsewhere. */
    @Setup(Level.Trial)
    public void setUp(ServedRow service) {
      next = 97 * service.threads.getAndIncrement();
    }

    private int next() {
      next = (next + 1) % ROWS;
      return next;
    }
  }

  /** Draws, rows, and a first prediction; both ways must agree. */
  @Setup(Level.Trial)
  public void setUp() {
    NoiseReader noise = new NoiseReader(Key.of(1));
    beta = new double[CHAINS * DRAWS * COEFFICIENTS];
    noise.normal(beta);
    rows = new double[ROWS][COEFFICIENTS];
    for (double[] row : rows) {
      noise.normal(row);
    }
    Module<NDArray, NDArray> logistic =
        Module.of(
            (m, x) -> {
              NDArray own = m.rv("beta", normal(0, 1).expand(new Shape(COEFFICIENTS)));
              return m.rv("y", bernoulliLogits(x.dot(own)));
            });
    Draws draws =
        Draws.of(Map.of("beta", BorchArray.of(new Shape(CHAINS, DRAWS, COEFFICIENTS), beta)));
    predictor =
        Predictor.of(logistic.on(BorchArray.of(rows[0])).observe("y", 1), draws, Seed.of(1));
    if (Math.abs(predicted(0) - byHand(0)) > 1e-12) {
      throw new IllegalStateException(predicted(0) + " for " + byHand(0));
    }
  }

  private double predicted(int row) {
    return predictor.mean("y", BorchArray.of(rows[row])).getDouble();
  }

  private double byHand(int row) {
    double[] x = rows[row];
    double sum = 0;
    for (int draw = 0; draw < CHAINS * DRAWS; draw++) {
      double logit = 0;
      for (int i = 0; i < COEFFICIENTS; i++) {
        logit += x[i] * beta[draw * COEFFICIENTS + i];
      }
      sum += 1 / (1 + Math.exp(-logit));
    }
    return sum / (CHAINS * DRAWS);
  }

  /** As a service would. */
  @Benchmark
  public double predictor(Place place) {
    return predicted(place.next());
  }

  /** As one would write it for this model alone. */
  @Benchmark
  public double hand(Place place) {
    return byHand(place.next());
  }
}
