package org.borch.examples;

import static java.util.Objects.requireNonNull;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;

/**
 * What does a stone weigh? Five scales with a bias each have weighed it six times, and now and then
 * somebody slipped. Whether a reading is a slip is a discrete latent variable, which is summed out;
 * the biases are decentred. The readings are made up.
 */
public final class Weighings extends Module<Object, NDArray> {

  // region forward
  @Override
  protected NDArray forward(Object nothing) {
    NDArray weight = rv("weight", normal(100, 10)); // grams
    NDArray spread = rv("spread", halfNormal(2));
    Plate scales = plate("scale", 5);
    NDArray bias = scales.rv("bias", normal(0, spread));
    Plate readings = scales.plate("reading", 6);
    NDArray slip = readings.rv("slip", bernoulli(0.1));
    NDArray expected = weight.add(bias).reshape(5, 1);
    return readings.rv("reading", normal(expected, slip.mul(4).add(0.5)));
  }

  // endregion

  static Model<Object, NDArray> observed() {
    double[][] readings = {
      {103.1, 102.4, 102.9, 103.3, 107.3, 102.6},
      {101.2, 100.7, 101.5, 101.0, 101.1, 100.6},
      {102.0, 102.8, 98.1, 102.2, 102.5, 101.9},
      {100.1, 100.4, 99.6, 100.9, 100.3, 100.2},
      {102.7, 101.9, 102.2, 102.6, 102.0, 102.3},
    };
    return new Weighings().on().observe("reading", BorchArray.of(readings));
  }

  // region sample
  static Draws sample(Sampler settings) {
    return Infer.sample(observed().decentred("bias"), settings, Seed.of(1));
  }

  // endregion

  // region slips
  static Draws withSlips(Draws draws) {
    return Infer.withDiscrete(observed(), draws, Seed.of(2));
  }

  // endregion

  // region fit
  static Draws fitted(Svi settings) {
    try (Fit fit = Infer.fit(observed().decentred("bias"), settings, Seed.of(1))) {
      return fit.drawsWithDiscrete(1_000, Seed.of(2));
    }
  }

  // endregion

  // region loss
  static double loss(Seed seed) {
    Model<Object, NDArray> model = Infer.summedOut(observed(), seed);
    try (Params params = model.init(seed);
        Scope scope = Scope.open()) {
      NDArray loss = Infer.viLoss(model.sample(params, seed.at(0)));
      return BorchArray.wrap(loss).values()[0];
    }
  }

  // endregion

  // region probability
  static NDArray probabilityOfSlips(double[] position) { // [scales, readings, states]
    JointDensity density = JointDensity.of(observed().decentred("bias"), Seed.of(1));
    return requireNonNull(density.discreteProbabilities(position).get("slip"));
  }

  // endregion

  public static void main(String[] arguments) {
    Draws draws = withSlips(sample(Nuts.defaults()));
    System.out.println(draws.select("weight", "spread", "bias").summary());
    NDArray slips = draws.get("slip").mean(new int[] {0, 1}); // [scales, readings]
    double[] probability = BorchArray.wrap(slips).values();
    for (int i = 0; i < probability.length; i++) {
      if (probability[i] > 0.5) {
        System.out.printf(
            Locale.ROOT,
            "reading %d of scale %d is a slip with probability %.2f%n",
            i % 6,
            i / 6,
            probability[i]);
      }
    }
  }
}
