package org.borch.examples;

import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.at;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.borch.Factor;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * Varying intercepts and slopes: plants of eight kinds grow, each along its own line; simulated.
 */
public final class Growth extends Module<Growth.Plants, NDArray> {

  // region model
  /** The week from the middle of the year, and the kind of plant, of each measurement. */
  record Plants(NDArray week, Factor kind) {}

  @Override
  protected NDArray forward(Plants in) {
    NDArray mean = rv("mean", normal(0, 5), 2);
    NDArray spread = rv("spread", halfNormal(2), 2);
    NDArray line = plate("kind", in.kind().levels()).rv("line", normal(mean, spread), 2);
    NDArray own = at(line, in.kind().index()); // [rows, 2]
    NDArray height = own.get(":, 0").add(own.get(":, 1").mul(in.week()));
    return plate("row").rv("height", normal(height, rv("noise", halfNormal(1))));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(2);
    List<String> kinds = List.of("aloe", "basil", "cress", "dill", "elder", "fern", "grass", "hop");
    double[] level = Simulation.map(random.normals(8), z -> 3 + z);
    double[] slope = Simulation.map(random.normals(8), z -> 1 + 0.5 * z);
    List<String> rows = new ArrayList<>();
    double[] week = random.uniforms(160, -2, 2);
    double[] height = new double[week.length];
    for (int i = 0; i < week.length; i++) {
      rows.add(kinds.get(i % 8));
      height[i] = level[i % 8] + slope[i % 8] * week[i] + 0.5 * random.normal();
    }
    // region run
    var plants = new Plants(BorchArray.of(week), Factor.of(rows));
    Model<Plants, NDArray> model = new Growth().on(plants).observe("height", height);
    Draws draws = Infer.sample(model.decentred("line"), settings, Seed.of(1));
    var picture = Plots.forest(draws, "line", "mean");
    // endregion
    Map<String, Double> truth =
        Map.of("line[aloe,1]", level[0], "line[hop,2]", slope[7], "mean[1]", 3.0, "noise", 0.5);
    return new Analysis(draws, truth, picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("growth");
  }
}
