package org.borch.examples;

import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;

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
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** A line with StudentT noise, which outliers do not bend, and missing measurements; simulated. */
public final class Outliers extends Module<NDArray, NDArray> {

  // region model
  @Override
  protected NDArray forward(NDArray x) {
    NDArray slope = rv("slope", normal(0, 5));
    NDArray line = deterministic("line", x.mul(slope).add(rv("level", normal(0, 5))));
    NDArray df = rv("df", gamma(2, 0.1));
    NDArray scale = rv("scale", halfNormal(2));
    return plate("row").rv("y", studentT(df, line, scale));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(3);
    double[] x = random.uniforms(60, 0, 4);
    double[] y = Simulation.map(x, at -> 1 + 2 * at + 0.4 * random.normal());
    for (int i = 0; i < 60; i += 10) {
      y[i] += 8; // an outlier
      y[i + 5] = Double.NaN; // not measured
    }
    // region run
    Model<NDArray, NDArray> model = new Outliers().on(BorchArray.of(x));
    Draws draws = Infer.sample(model.observeWithMissing("y", y), settings, Seed.of(1));
    var picture = Plots.fan(draws, "line", x).labels("x", "y");
    // endregion
    int[] known = IntStream.range(0, 60).filter(i -> !Double.isNaN(y[i])).toArray();
    double[] knownX = Arrays.stream(known).mapToDouble(i -> x[i]).toArray();
    picture.points("data", knownX, Arrays.stream(known).mapToDouble(i -> y[i]).toArray());
    return new Analysis(draws, Map.of("slope", 2.0, "level", 1.0), picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("outliers");
  }
}
