package org.borch.examples;

import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.binomial;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** Which of two pages sells more: 1,000 visitors each, of whom 45 and 71 ordered. */
public final class AbTest extends Module<NDArray, NDArray> {

  // region model
  @Override
  protected NDArray forward(NDArray visitors) {
    Plate pages = plate("page", List.of("A", "B"));
    NDArray rate = pages.rv("rate", beta(1, 1));
    deterministic("lift", rate.get(1).sub(rate.get(0)));
    return pages.rv("orders", binomial(visitors, rate));
  }

  // endregion

  static Analysis run(Sampler settings) {
    // region run
    Model<NDArray, NDArray> model =
        new AbTest().on(BorchArray.of(1000, 1000)).observe("orders", 45, 71);
    Draws draws = Infer.sample(model, settings, Seed.of(1));
    double[] lift = BorchArray.wrap(draws.get("lift")).values();
    double better = Arrays.stream(lift).filter(x -> x > 0).count() / (double) lift.length;
    var picture = Plots.forest(draws, "rate", "lift").reference("no difference", 0);
    // endregion
    System.out.printf(Locale.ROOT, "page B is better with probability %.3f%n", better);
    // Closed form: Beta(46, 956) and Beta(72, 930).
    Map<String, Double> truth =
        Map.of("rate[A]", 46 / 1002.0, "rate[B]", 72 / 1002.0, "lift", 26 / 1002.0);
    return new Analysis(draws, truth, picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("ab-test");
  }
}
