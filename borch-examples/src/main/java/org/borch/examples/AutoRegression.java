package org.borch.examples;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.sum;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** An autoregression of order two with a forecast of twelve steps; simulated. */
public final class AutoRegression extends Module<NDArray, NDArray> {

  // region model
  @Override
  protected NDArray forward(NDArray series) { // [N]
    NDArray phi1 = rv("phi1", normal(0, 1));
    NDArray phi2 = rv("phi2", normal(0, 1));
    NDArray noise = rv("noise", halfNormal(1));
    NDArray mean = series.get("1:-1").mul(phi1).add(series.get(":-2").mul(phi2));
    NDArray y = plate("step").rv("y", normal(mean, noise)); // from the third number on
    NDArray last = series.get("-1");
    NDArray before = series.get("-2");
    NDArray[] next = new NDArray[12];
    for (int h = 0; h < next.length; h++) {
      next[h] = rv("next" + (h + 1), normal(sum(last.mul(phi1), before.mul(phi2)), noise));
      before = last;
      last = next[h];
    }
    deterministic("forecast", stack(0, next));
    return y;
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(7);
    double[] y = random.normals(200);
    for (int i = 2; i < y.length; i++) {
      y[i] = 1.2 * y[i - 1] - 0.5 * y[i - 2] + 0.8 * random.normal();
    }
    // region run
    Model<NDArray, NDArray> model =
        new AutoRegression().on(BorchArray.of(y)).observe("y", Arrays.copyOfRange(y, 2, 200));
    Draws draws = Infer.sample(model.decentred("next*"), settings, Seed.of(1));
    double[] past = {-7, -6, -5, -4, -3, -2, -1, 0};
    var picture =
        Plots.fan(draws, "forecast").points("data", past, Arrays.copyOfRange(y, 192, 200));
    // endregion
    picture.labels("steps ahead", "y");
    return new Analysis(draws, Map.of("phi1", 1.2, "phi2", -0.5, "noise", 0.8), picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("auto-regression");
  }
}
