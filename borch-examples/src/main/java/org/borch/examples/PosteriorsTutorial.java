package org.borch.examples;

import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.infer.Infer;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Optimizer;
import org.borch.posterior.Posterior;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Seed;

/** What stands in for the posterior of a variable: two ready-made approximations and one by hand. */
public final class PosteriorsTutorial {

  private static final Seed SEED = Seed.of(1);

  private PosteriorsTutorial() {}

  /** A variable with heavy tails, and nothing observed. */
  // region heavy-tails
  static final Module<Object, NDArray> HEAVY_TAILS =
      Module.of((m, nothing) -> m.rv("x", studentT(4, 0, 1)));

  // endregion

  /** The mean and standard deviation of x's approximation before any step of learning. */
  static double[] start(Posterior posterior) {
    // region start
    Model<Object, NDArray> model = HEAVY_TAILS.on().withPosterior(posterior);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.key());
      System.out.println(draw);
      Distribution q = draw.get("x").approximation().orElseThrow();
      // endregion
      return new double[] {number(q.mean()), Math.sqrt(number(q.variance()))};
    }
  }

  /** What the approximation by hand has to find: Normal(5, 1). */
  static final Module<Object, NDArray> TARGET =
      Module.of((m, nothing) -> m.rv("z", normal(5, 1)));

  /** An approximation by hand: a normal distribution whose mean and scale are computed. */
  // region guide
  static final class Guide extends Module<Object, NDArray> {
    @Override
    protected NDArray forward(Object nothing) {
      NDArray mean = parameter("mean", BorchArray.scalar(1, DataType.FLOAT32));
      NDArray rawScale = parameter("raw_scale", BorchArray.scalar(-1, DataType.FLOAT32));
      return rv("z", normal(mean.abs(), rawScale.exp().add(0.01)));
    }
  }

  // endregion

  /** The mean and standard deviation that a loop of one's own finds. */
  static double[] fitByHand(int steps) {
    // region loop
    Model<Object, NDArray> model = TARGET.on().withPosterior(manual(new Guide()));
    Optimizer optimizer = Adam.defaults().withLearningRate(0.1).clippedToNorm(1);
    try (Params params = model.init(SEED)) {
      Optimizer.State state = optimizer.init(params);
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          NDArray loss = Infer.viLoss(model.sample(params, SEED.at(step), 10));
          state = optimizer.update(state, params, params.gradient(loss));
        }
      }
      // endregion
      try (Scope scope = Scope.open()) {
        Trace draw = model.sample(params, SEED.key());
        System.out.println(draw);
        Distribution q = draw.get("z").approximation().orElseThrow();
        return new double[] {number(q.mean()), Math.sqrt(number(q.variance()))};
      }
    }
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }

  public static void main(String[] arguments) {
    System.out.println("A StudentT prior under automatic(): its own family.");
    start(automatic());
    System.out.println("The same under normal(): it begins narrow, at the prior's mean.");
    double[] start = start(normal());
    System.out.printf("Normal(%.4f, %.4f)%n%n", start[0], start[1]);

    System.out.println("An approximation by hand, fitted to Normal(5, 1) in a loop:");
    double[] found = fitByHand(500);
    System.out.printf("Normal(%.3f, %.3f)%n", found[0], found[1]);
  }
}
