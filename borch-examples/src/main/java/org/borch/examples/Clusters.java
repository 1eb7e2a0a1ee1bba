package org.borch.examples;

import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.constraint.Constraints.ordered;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.random.Seed;

/** A mixture of three normals, told apart by the order of their centres; simulated. */
public final class Clusters extends Module<Object, NDArray> {

  // region model
  @Override
  protected NDArray forward(Object nothing) {
    NDArray centre = rv("centre", restricted(normal(0, 5).expand(new Shape(3)), ordered()));
    NDArray spread = rv("spread", halfNormal(2), 3);
    NDArray weight = rv("weight", dirichlet(2, 2, 2));
    return plate("row").rv("y", mixture(categorical(weight), normal(centre, spread)));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(4);
    double[] y = random.normals(150);
    for (int i = 0; i < y.length; i++) {
      y[i] = i < 45 ? -4 + y[i] : i < 105 ? 0.7 * y[i] : 4 + 0.5 * y[i];
    }
    // region run
    Model<Object, NDArray> model = new Clusters().on().observe("y", y);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    Draws predicted = Predictive.posterior(model, draws, Seed.of(2)).draws();
    var picture = Plots.predictive(predicted, "y", y);
    // endregion
    Map<String, Double> truth =
        Map.of("centre[1]", -4.0, "centre[2]", 0.0, "centre[3]", 4.0, "spread[3]", 0.5);
    return new Analysis(draws, truth, picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("clusters");
  }
}
