package org.borch.examples;

import static java.util.Objects.requireNonNull;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.LinearAlgebra.matVec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.plot.Plots;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/** Logistic regression on 50,000 customers in minibatches, and predictions; simulated. */
public final class Churn extends Module<NDArray, NDArray> {

  static final int ROWS = 50_000;
  static final List<String> COLUMNS = List.of("level", "age", "income", "calls", "visits", "price");
  static final List<Double> TRUTH = List.of(-0.5, 0.8, -0.6, 0.4, -0.2, 0.0);

  // region model
  @Override
  protected NDArray forward(NDArray x) { // [rows, columns]
    NDArray b = plate("column", COLUMNS).rv("b", normal(0, 1));
    NDArray logits = matVec(x, b);
    deterministic("probability", sigmoid(logits));
    return plate("customer").rv("leaves", bernoulliLogits(logits));
  }

  // endregion

  private static NDArray customers(Simulation random, int rows) {
    double[] x = random.normals(rows * COLUMNS.size());
    for (int i = 0; i < x.length; i += COLUMNS.size()) {
      x[i] = 1;
    }
    return BorchArray.of(new Shape(rows, COLUMNS.size()), x);
  }

  static Fit fit(Svi settings) {
    Simulation random = new Simulation(9);
    NDArray x = customers(random, ROWS);
    double[] odds =
        BorchArray.wrap(matVec(x, BorchArray.of(TRUTH.stream().mapToDouble(b -> b).toArray())))
            .values();
    double[] leaves = Simulation.map(odds, z -> random.happens(1 / (1 + Math.exp(-z))) ? 1 : 0);
    // region run
    var batches =
        minibatches(x, 1_000).plate("customer").observing("leaves", BorchArray.of(leaves));
    Model<NDArray, NDArray> model = new Churn().on(batches).withPosterior(Posteriors.normal());
    return Infer.fit(model, settings, Seed.of(1));
    // endregion
  }

  // region predict
  /** The probability that each of some customers leaves: the mean over draws. */
  static NDArray predict(Fit fit, NDArray customers) {
    var draws = fit.predict(customers, 200, Seed.of(2));
    NDArray probability = requireNonNull(draws.get("probability"));
    return probability.reshape(-1, customers.getShape().get(0)).mean(new int[] {0});
  }

  // endregion

  public static void main(String[] arguments) {
    try (Fit fit = fit(Svi.defaults())) {
      System.out.println(fit.summary());
      System.out.println(predict(fit, customers(new Simulation(10), 3)));
      Plots.loss(fit.losses()).save(Path.of("target", "churn.png"));
    }
  }
}
