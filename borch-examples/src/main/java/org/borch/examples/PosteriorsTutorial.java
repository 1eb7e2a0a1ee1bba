package org.borch.examples;

import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.Infer;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Optimizer;
import org.borch.posterior.Coordinates;
import org.borch.posterior.Latents;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;

/**
 * What stands in for the posterior of a variable: two ready-made approximations, one by hand, and
 * one of a class of one's own for all variables together.
 */
public final class PosteriorsTutorial {

  private static final Seed SEED = Seed.of(1);

  private PosteriorsTutorial() {}

  /** What is printed about an approximation. */
  record Found(String family, double mean, double sd) {

    static Found of(Distribution q) {
      double mean = BorchArray.wrap(q.mean()).values()[0];
      return new Found(q.name(), mean, Math.sqrt(BorchArray.wrap(q.variance()).values()[0]));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s with mean %.4f and sd %.4f", family, mean, sd);
    }
  }

  /** A variable with heavy tails, of which nothing is observed. */
  static Found beforeLearning(Posterior posterior) {
    // region start
    Module<Object, NDArray> heavyTails = Module.of((m, nothing) -> m.rv("x", studentT(4, 0, 1)));
    Model<Object, NDArray> model = heavyTails.on().withPosterior(posterior);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.key());
      Distribution q = draw.get("x").approximation().orElseThrow();
      return Found.of(q);
    }
    // endregion
  }

  // region guide
  /** An approximation by hand: a normal distribution whose mean and scale are computed. */
  static final class Guide extends Module<Object, NDArray> {
    @Override
    protected NDArray forward(Object nothing) {
      NDArray mean = parameter("mean", BorchArray.scalar(1, DataType.FLOAT32));
      NDArray rawScale = parameter("raw_scale", BorchArray.scalar(-1, DataType.FLOAT32));
      return rv("z", normal(mean.abs(), rawScale.exp().add(0.01)));
    }
  }

  // endregion

  // region joint
  /** A posterior of one's own: one normal with a full covariance over all latent variables. */
  static final class FullRankNormal implements Posterior {
    @Override
    public Draw begin(Latents latents) {
      Coordinates all = latents.coordinates("full rank normal");
      int n = all.size();
      NDArray loc = latents.parameter("loc", new Shape(n), all::centre);
      NDArray entries = latents.parameter("scale", new Shape(n * (n + 1) / 2));
      NDArray scaleTril = Bijectors.to(Constraints.lowerCholesky()).forward(entries); // [n, n]
      return all.unpack(multivariateNormalTril(loc, scaleTril), latents.noise());
    }
  }

  // endregion

  /** What a loop of one's own finds, where the posterior is Normal(5, 1). */
  static Found byHand(int steps) {
    // region loop
    Module<Object, NDArray> target = Module.of((m, nothing) -> m.rv("z", normal(5, 1)));
    Model<Object, NDArray> model = target.on().withPosterior(Posteriors.manual(new Guide()));
    Optimizer optimizer = Adam.defaults().withLearningRate(0.1).clippedToNorm(1);
    try (Params params = model.init(SEED)) {
      Optimizer.State state = optimizer.init(params);
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          NDArray loss = Infer.viLoss(model.sample(params, SEED.at(step), 10));
          state = optimizer.update(state, params, params.gradient(loss));
        }
      }
      try (Scope scope = Scope.open()) {
        return Found.of(model.sample(params, SEED.key()).get("z").approximation().orElseThrow());
      }
    }
    // endregion
  }

  public static void main(String[] arguments) {
    System.out.println("StudentT(4, 0, 1) is approximated, before any learning,");
    System.out.println(
        "  under automatic() by its own family: " + beforeLearning(Posteriors.automatic()));
    System.out.println(
        "  under normal() by something narrow:  " + beforeLearning(Posteriors.normal()));
    System.out.println("An approximation by hand of Normal(5, 1), after 500 steps:");
    System.out.println("  " + byHand(500));
  }
}
