package org.borch.examples;

import static org.borch.distributions.Distributions.discreteUniform;
import static org.borch.distributions.Distributions.exponential;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
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

/**
 * The year in which disasters in British coal mines became rarer. Data: Jarrett 1979, "A note on
 * the intervals between coal-mining disasters", Biometrika 66, by years from 1851 to 1961; two
 * years are taken as missing.
 */
public final class Coal extends Module<NDArray, NDArray> {

  private static final double MISSING = Double.NaN;
  private static final double[] DISASTERS = {
    4, 5, 4, 0, 1, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5,
    2, 2, 3, 4, 2, 1, 3, MISSING, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1,
    1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1, 0, 2, 3, 3, 1, MISSING, 2, 1, 1, 1, 1, 2, 4, 2,
    0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1
  };

  // region model
  @Override
  protected NDArray forward(NDArray year) {
    NDArray early = rv("early", exponential(1));
    NDArray late = rv("late", exponential(1));
    NDArray change = rv("change", discreteUniform(1851, 1961)); // summed out
    NDArray rate = where(year.lt(change), early, late);
    return plate("year").rv("disasters", poisson(rate));
  }

  // endregion

  static Analysis run(Sampler settings) {
    double[] years = IntStream.rangeClosed(1851, 1961).asDoubleStream().toArray();
    // region run
    Model<NDArray, NDArray> model =
        new Coal().on(BorchArray.of(years)).observeWithMissing("disasters", DISASTERS);
    Draws rates = Infer.sample(model, settings, Seed.of(1));
    Draws draws = Infer.withDiscrete(model, rates, Seed.of(2));
    var picture = Plots.density(draws, "change");
    // endregion
    return new Analysis(draws, Map.of("early", 3.1, "late", 0.93, "change", 1890.0), picture);
  }

  public static void main(String[] arguments) {
    run(Nuts.defaults()).report("coal");
  }
}
