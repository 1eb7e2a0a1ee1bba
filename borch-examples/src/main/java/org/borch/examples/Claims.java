package org.borch.examples;

import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sum;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.borch.Factor;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Predictive;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** Poisson regression of claims on age and region, with the years insured as offset; simulated. */
public final class Claims extends Module<Claims.Policies, NDArray> {

  // region model
  /** Years insured, the driver's age in decades from 40, and the region of each policy. */
  record Policies(NDArray years, NDArray age, Factor region) {}

  @Override
  protected NDArray forward(Policies in) {
    NDArray base = rv("base", normal(0, 2));
    NDArray slope = rv("slope", normal(0, 1));
    NDArray region = plate("region", in.region().others()).rv("region", normal(0, 1));
    NDArray effects = matVec(in.region().indicators(), region); // against the reference
    NDArray logRate = sum(base, in.age().mul(slope), effects, log(in.years()));
    return plate("policy").rv("claims", poisson(exp(logRate)));
  }

  // endregion

  static Analysis run(Sampler settings) {
    Simulation random = new Simulation(1);
    int n = 400;
    double[] years = random.uniforms(n, 0.5, 3);
    double[] age = random.uniforms(n, -2, 3);
    List<String> regions = new ArrayList<>();
    double[] claims = new double[n];
    for (int i = 0; i < n; i++) {
      String region = List.of("city", "coast", "country").get(random.below(3));
      double effect = region.equals("city") ? 0 : region.equals("coast") ? -0.4 : -0.8;
      regions.add(region);
      claims[i] = random.poisson(years[i] * Math.exp(-0.5 - 0.3 * age[i] + effect));
    }
    // region run
    Factor region = Factor.of(regions).withReference("city");
    var policies = new Policies(BorchArray.of(years), BorchArray.of(age), region);
    Model<Policies, NDArray> model = new Claims().on(policies).observe("claims", claims);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    Draws predicted = Predictive.posterior(model, draws, Seed.of(2)).only("claims").draws();
    var picture = Plots.predictive(predicted, "claims", claims);
    // endregion
    Map<String, Double> truth =
        Map.of("base", -0.5, "slope", -0.3, "region[coast]", -0.4, "region[country]", -0.8);
    return new Analysis(draws, truth, picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("claims");
  }
}
