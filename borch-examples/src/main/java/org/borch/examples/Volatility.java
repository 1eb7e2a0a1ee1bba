package org.borch.examples;

import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.SplittableRandom;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.Scan;

/**
 * Returns whose variance follows from the day before: the GARCH(1, 1) model of Bollerslev 1986,
 * "Generalized autoregressive conditional heteroskedasticity", Journal of Econometrics 31.
 */
public final class Volatility extends Module<NDArray, NDArray> {
  // region model
  @Override
  protected NDArray forward(NDArray returns) {
    NDArray base = rv("base", logNormal(-1, 1));
    NDArray shock = rv("shock", beta(1, 4));
    NDArray memory = rv("memory", beta(2, 2));
    Scan.Result days =
        scan(
            (int) returns.size(),
            List.of(base), // the variance of the first day
            List.of(square(returns)),
            (variance, squared) -> {
              NDArray today = variance.get(0);
              NDArray tomorrow = base.add(shock.mul(squared.get(0))).add(memory.mul(today));
              return next(tomorrow).emit(today);
            });
    NDArray variances = days.emitted().get(0); // [days]
    return plate("day").rv("return", normal(0, sqrt(variances)));
  }

  // endregion

  /** The model of simulated returns: base 0.2, shock 0.2, memory 0.5. */
  public static Model<NDArray, NDArray> simulated(int days) {
    SplittableRandom random = new SplittableRandom(1);
    double[] returns = new double[days];
    double variance = 0.2;
    for (int day = 0; day < days; day++) {
      returns[day] = Math.sqrt(variance) * random.nextGaussian();
      variance = 0.2 + 0.2 * returns[day] * returns[day] + 0.5 * variance;
    }
    return new Volatility()
        .on(BorchArray.of(returns))
        .observe("return", returns)
        .withPosterior(Posteriors.normal());
  }

  /** Fits the model and prints what it finds. */
  public static void main(String[] arguments) {
    try (Fit fit = Infer.fit(simulated(200), Svi.defaults().withSteps(2_000), Seed.of(1))) {
      System.out.println(fit.summary());
    }
  }
}
