package org.borch.examples;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.loss.Loss;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * Would the O-rings of the space shuttle hold? Logistic regression of thermal distress on the
 * temperature at launch, for the 23 flights before Challenger's, which started at 31 °F (Dalal,
 * Fowlkes and Hoadley 1989).
 */
public final class Challenger extends Module<NDArray, NDArray> {

  /** The middle of the temperatures: around it slope and level hardly depend on each other. */
  private static final double MIDDLE = 66;

  // region forward
  @Override
  protected NDArray forward(NDArray fahrenheit) {
    NDArray level = rv("level", normal(0, 3));
    NDArray slope = rv("slope", normal(0, 1)); // log odds per °F
    NDArray logits = fahrenheit.sub(MIDDLE).mul(slope).add(level);
    deterministic("probability", ArrayMath.sigmoid(logits));
    return plate("flight").rv("distress", bernoulliLogits(logits));
  }

  // endregion

  static Model<NDArray, NDArray> model() {
    Table flights = Table.read("challenger.csv");
    return new Challenger()
        .on(BorchArray.of(flights.column("fahrenheit")))
        .observe("distress", flights.column("distress"))
        .withPosterior(Posteriors.normal());
  }

  static Fit fit(Svi settings) {
    return Infer.fit(model(), settings, Seed.of(1));
  }

  // region loss
  /** A q that rather is too wide than too narrow. */
  static Fit cautious(Svi settings) {
    return fit(settings.withLoss(Loss.importanceWeighted()).withParticles(16));
  }

  // endregion

  public static void main(String[] arguments) {
    try (Fit fit = fit(Svi.defaults().withSteps(4_000).withParticles(2))) {
      System.out.println(fit.summary());
      // region predict
      double[] temperatures = {31, 50, 60, 70, 80};
      Draws there = fit.predict(BorchArray.of(temperatures), 2_000, Seed.of(2));
      System.out.println(there.select("probability").summary()); // a row for each temperature
      // endregion
    }
  }
}
