package org.borch.examples;

import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.weibull;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.distributions.Weibull;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** Weibull survival with censored times and a treatment; simulated. */
public final class Survival extends Module<Survival.Patients, NDArray> {

  // region model
  /** Months until death or the last visit, which it was (1: death), and 1 for the treated. */
  record Patients(NDArray months, NDArray died, NDArray treated, NDArray grid) {}

  @Override
  protected NDArray forward(Patients in) {
    NDArray base = rv("base", normal(3, 1));
    NDArray effect = rv("effect", normal(0, 1));
    NDArray shape = rv("shape", gamma(2, 1));
    Weibull time = weibull(exp(base.add(in.treated().mul(effect))), shape);
    NDArray known = time.logProb(in.months());
    NDArray atLeast = time.logSurvival(in.months());
    plate("patient").factor("time", where(in.died().eq(1), known, atLeast));
    Weibull treated = weibull(exp(base.add(effect)), shape);
    return deterministic("survival", exp(treated.logSurvival(in.grid())));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(8);
    int n = 200;
    double[] treated = IntStream.range(0, n).mapToDouble(i -> i % 2).toArray();
    double[] months = new double[n];
    double[] died = new double[n];
    for (int i = 0; i < n; i++) {
      double scale = Math.exp(2.5 + 0.7 * treated[i]);
      double death = scale * Math.pow(random.exponential(), 1 / 1.5);
      double visit = random.uniform(5, 30);
      months[i] = Math.min(death, visit);
      died[i] = death < visit ? 1 : 0;
    }
    double[] grid = IntStream.rangeClosed(0, 40).mapToDouble(i -> i + 0.01).toArray();
    // region run
    var patients =
        new Patients(
            BorchArray.of(months),
            BorchArray.of(died),
            BorchArray.of(treated),
            BorchArray.of(grid));
    Model<Patients, NDArray> model = new Survival().on(patients);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    var picture = Plots.fan(draws, "survival", grid).labels("months", "survival of the treated");
    // endregion
    return new Analysis(draws, Map.of("base", 2.5, "effect", 0.7, "shape", 1.5), picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("survival");
  }
}
