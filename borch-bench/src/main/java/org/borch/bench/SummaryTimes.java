package org.borch.bench;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A fit of 1,000 steps beside the summary of 1,000 draws from it, traces and compilation included,
 * for models with long loops: a hidden Markov model of two states and 416 steps with its filtered
 * path, and the Lotka-Volterra equations in 800 Runge-Kutta steps with their path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SummaryTimes {

  private static final int STEPS = 416;
  private static final int YEARS = 20;
  private static final int PARTS = 40;

  /** Which model. */
  @Param({"hmm", "ode"})
  public String name = "";

  private Model<?, ?> model;
  private Fit fit;

  /** Makes the model and one fit. */
  @Setup(Level.Trial)
  public void setUp() {
    model = name.equals("hmm") ? markov() : hares();
    fit = Infer.fit(model, settings(), Seed.of(1));
  }

  /** Closes the fit. */
  @TearDown(Level.Trial)
  public void tearDown() {
    fit.close();
  }

  private static Svi settings() {
    return Svi.defaults().withSteps(1_000).withProgress(false);
  }

  private static Model<?, ?> markov() {
    SplittableRandom random = new SplittableRandom(3);
    double[] y = new double[STEPS];
    int state = 0;
    for (int t = 0; t < STEPS; t++) {
      state = random.nextDouble() < 0.1 ? 1 - state : state;
      y[t] = 2 * state - 1 + random.nextDouble(-1.5, 1.5);
    }
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray stay = m.rv("stay", uniform(0, 1).expand(new Shape(2)));
              NDArray means = m.rv("means", normal(0, 2).expand(new Shape(2)));
              NDArray leave = stay.neg().add(1);
              NDArray moves =
                  log(
                      stack(
                          0,
                          stack(0, stay.get("0"), leave.get("0")),
                          stack(0, leave.get("1"), stay.get("1"))));
              List<NDArray> path =
                  scan(
                          STEPS,
                          List.of(BorchArray.of(Math.log(0.5), Math.log(0.5)).add(means.mul(0))),
                          List.of(x),
                          (alpha, row) -> {
                            NDArray logs = square(means.sub(row.get(0))).div(-2);
                            NDArray before = alpha.get(0).expandDims(1).add(moves);
                            NDArray now = logSumExp(before, 0).add(logs);
                            return next(now).emit(now);
                          })
                      .emitted();
              m.factor("data", logSumExp(path.get(0).get((STEPS - 1) + ""), 0));
              return m.deterministic("state", softmax(path.get(0), 1));
            });
    return module.on(BorchArray.of(y));
  }

  private static Model<?, ?> hares() {
    double[] theta = {0.55, 0.028, 0.8, 0.024};
    double[] at = {33, 6};
    SplittableRandom random = new SplittableRandom(4);
    double[] seen = new double[2 * YEARS];
    for (int step = 0; step < YEARS * PARTS; step++) {
      double u = at[0];
      at[0] += (theta[0] - theta[1] * at[1]) * u / PARTS;
      at[1] += (theta[3] * u - theta[2]) * at[1] / PARTS;
      int year = (step + 1) / PARTS - 1;
      if ((step + 1) % PARTS == 0) {
        seen[2 * year] = Math.log(at[0]) + random.nextDouble(-0.2, 0.2);
        seen[2 * year + 1] = Math.log(at[1]) + random.nextDouble(-0.2, 0.2);
      }
    }
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray rates = m.rv("rates", logNormal(log(x), 0.3));
              NDArray start = m.rv("start", logNormal(log(BorchArray.of(30, 5)), 0.3));
              NDArray noise = m.rv("noise", halfNormal(1));
              List<NDArray> path =
                  scan(
                          YEARS * PARTS,
                          List.of(start),
                          List.of(),
                          (y, row) -> {
                            NDArray now = rungeKutta(rates, y.get(0));
                            return next(now).emit(now);
                          })
                      .emitted();
              NDArray yearly = path.get(0).get((PARTS - 1) + "::" + PARTS);
              m.deterministic("path", yearly);
              return m.rv("pelts", normal(log(yearly), noise));
            });
    return module
        .on(BorchArray.of(theta))
        .observe("pelts", BorchArray.of(new Shape(YEARS, 2), seen));
  }

  private static NDArray rungeKutta(NDArray rates, NDArray y) {
    double h = 1.0 / PARTS;
    NDArray k1 = slope(rates, y);
    NDArray k2 = slope(rates, y.add(k1.mul(h / 2)));
    NDArray k3 = slope(rates, y.add(k2.mul(h / 2)));
    NDArray k4 = slope(rates, y.add(k3.mul(h)));
    return y.add(k1.add(k2.add(k3).mul(2)).add(k4).mul(h / 6));
  }

  private static NDArray slope(NDArray rates, NDArray y) {
    NDArray u = y.get("0");
    NDArray v = y.get("1");
    NDArray prey = rates.get("0").sub(rates.get("1").mul(v)).mul(u);
    NDArray predators = rates.get("3").mul(u).sub(rates.get("2")).mul(v);
    return stack(0, prey, predators);
  }

  /** The fit. */
  @Benchmark
  public double fit() {
    try (Fit own = Infer.fit(model, settings(), Seed.of(1))) {
      return Arrays.stream(own.losses()).sum();
    }
  }

  /** The summary of its draws. */
  @Benchmark
  public Summary summary() {
    return fit.summary();
  }
}
