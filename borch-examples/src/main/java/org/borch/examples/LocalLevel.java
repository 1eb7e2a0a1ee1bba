package org.borch.examples;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.cumSum;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.random.Seed;

/**
 * A level that wanders, seen through noise, and where it goes: the local level model; simulated.
 */
public final class LocalLevel extends Module<Integer, NDArray> {

  // region model
  @Override
  protected NDArray forward(Integer months) {
    NDArray drift = rv("drift", halfNormal(1));
    NDArray shocks = plate("month", months).rv("shock", normal(0, 1));
    NDArray level = cumSum(shocks, 0).mul(drift).add(rv("start", normal(0, 10)));
    deterministic("level", level);
    return plate("month", months).rv("y", normal(level, rv("noise", halfNormal(1))));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(6);
    double[] y = new double[72];
    double level = 5;
    for (int i = 0; i < 60; i++) {
      level += 0.4 * random.normal();
      y[i] = level + 0.5 * random.normal();
    }
    // region run
    Arrays.fill(y, 60, 72, Double.NaN); // the year to forecast
    Model<Integer, NDArray> model = new LocalLevel().on(72).observeWithMissing("y", y);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    double[] months = IntStream.rangeClosed(1, 60).asDoubleStream().toArray();
    var picture = Plots.fan(draws, "level").points("data", months, Arrays.copyOf(y, 60));
    // endregion
    picture.labels("month", "level");
    Map<String, Double> truth = Map.of("drift", 0.4, "noise", 0.5, "level[60]", level);
    return new Analysis(draws, truth, picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("local-level");
  }
}
