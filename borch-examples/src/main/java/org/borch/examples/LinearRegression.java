package org.borch.examples;

// region program
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * A straight line through the first data set of Anscombe 1973, "Graphs in statistical analysis",
 * The American Statistician 27. Least squares finds y = 3.00 + 0.500 x, so a level of 7.50 at x =
 * 9.
 */
public final class LinearRegression extends Module<NDArray, NDArray> {
  @Override
  protected NDArray forward(NDArray x) {
    NDArray line = x.sub(9).mul(rv("slope", normal(0, 1))).add(rv("level", normal(0, 10)));
    NDArray noise = rv("noise", logNormal(0, 1));
    return plate("point").rv("y", normal(line, noise));
  }

  public static void main(String[] arguments) {
    var line = new LinearRegression().on(BorchArray.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5));
    var seen = line.observe("y", 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68);
    try (Fit fit = Infer.fit(seen.withPosterior(Posteriors.normal()), Svi.defaults(), Seed.of(1))) {
      System.out.println(fit.summary());
    }
  }
}
// endregion
