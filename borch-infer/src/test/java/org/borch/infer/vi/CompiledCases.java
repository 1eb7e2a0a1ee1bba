package org.borch.infer.vi;

import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.posterior.Posteriors.asPrior;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.byModule;
import static org.borch.posterior.Posteriors.lowRankNormal;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.mixture;
import static org.borch.posterior.Posteriors.multivariateNormal;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.borch.Minibatches;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.nn.Linear;
import org.borch.posterior.Posterior;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/** Models with posteriors whose steps run compiled. */
final class CompiledCases {

  private CompiledCases() {}

  /**
   * A model with a posterior.
   *
   * @param name for the report
   * @param model in float64
   * @param lacksTorchScript the operation that keeps it from TorchScript: samplers by rejection and
   *     shuffles are loops over single numbers; null if nothing does
   */
  record Case(String name, Model<?, ?> model, @Nullable String lacksTorchScript) {

    Case(String name, Model<?, ?> model) {
      this(name, model, null);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Model<?, ?> eightSchools() {
    double[] errors = {15, 10, 16, 11, 9, 11, 10, 18};
    double[] effects = {28, 8, -3, 7, -1, 1, 18, 12};
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, stdErr) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 8);
              NDArray theta = plate.rv("theta", normal(mu, tau));
              return plate.rv("y", normal(theta, stdErr));
            });
    return schools.on(BorchArray.of(errors)).observe("y", effects);
  }

  private static Module<NDArray, NDArray> linear() {
    return Module.of(
        (m, x) -> {
          NDArray a = m.rv("a", normal(0, 10));
          NDArray b = m.rv("b", normal(0, 10));
          NDArray s = m.rv("s", halfNormal(1));
          return m.plate("row").rv("y", normal(x.mul(a).add(b), s));
        });
  }

  private static double[] numbers(int n, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(n, -1, 1).toArray();
  }

  /** Two thirds of the rows in a batch: each epoch's last one would be short. */
  static Model<?, ?> minibatch() {
    return linear()
        .on(
            minibatches(BorchArray.of(numbers(30, 1)), 20)
                .plate("row")
                .observing("y", BorchArray.of(numbers(30, 2))));
  }

  /** Batches of 20, 20 and 10 of 50 rows, by turns as keys decide. */
  static Model<NDArray, NDArray> epochs() {
    Minibatches<NDArray> data =
        minibatches(BorchArray.of(numbers(50, 1)), 20)
            .plate("row")
            .observing("y", BorchArray.of(numbers(50, 2)));
    Seed seed = Seed.of(7);
    return linear().on(key -> data.batch(seed.key(), Long.remainderUnsigned(key.bits(), 3)));
  }

  private static Model<?, ?> network() {
    return new Net()
        .on(
            minibatches(BorchArray.of(new Shape(40, 3), numbers(120, 3)), 8)
                .plate("row")
                .observing("y", BorchArray.of(numbers(40, 4))));
  }

  /** The same with all rows in each step. */
  private static Model<?, ?> wholeNetwork() {
    return new Net()
        .on(BorchArray.of(new Shape(10, 3), numbers(30, 3)))
        .observe("y", BorchArray.of(numbers(10, 4)));
  }

  private static Posterior blocks() {
    return byModule(multivariateNormal().withScale(0.1));
  }

  private static final class Net extends Module<NDArray, NDArray> {

    private final Linear hidden = child("hidden", new Linear(3, 5));
    private final Linear out = child("out", new Linear(5, 1));

    @Override
    protected NDArray forward(NDArray x) {
      NDArray y = out.call(ArrayMath.tanh(hidden.call(x)));
      return plate("row").rv("y", normal(y.squeeze(1), 0.3));
    }
  }

  private static Model<?, ?> counts() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              NDArray on = m.rv("on", bernoulliLogits(0));
              return m.plate("row", 4).rv("y", poisson(rate.mul(on.add(1))));
            });
    return module.on(0).observe("y", 2, 0, 3, 1).withPosterior(at("on", automatic()));
  }

  private static Model<?, ?> positive() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mean = m.rv("mean", gamma(2, 1));
              return m.plate("row", 4).rv("y", poisson(m.rv("rate", gamma(2, mean))));
            });
    return module.on(0).observe("y", 2, 0, 3, 1);
  }

  /** Some rows of a plate that the model itself chooses. */
  private static Model<?, ?> subsampled() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 2));
              NDArray on = m.rv("on", bernoulliLogits(0));
              return m.plate("row", 5, 3).rv("y", normal(mu.add(on), 1));
            });
    return module.on(0).observe("y", 2.1, 3.4, 1.7, 2.9, 2.6).withPosterior(at("on", automatic()));
  }

  /** Labels in minibatches of rows, a flag that all rows share, and a scale that depends on it. */
  private static Model<?, ?> labels() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.plate("component", 3).rv("mu", normal(0, 2));
              NDArray on = m.rv("on", bernoulliLogits(0.3));
              NDArray shift = m.rv("shift", normal(on, 1));
              Plate rows = m.plate("row");
              NDArray z = rows.rv("z", categoricalLogits(0.2, -0.1, 0.4));
              NDArray loc = ArrayMath.take(mu, z, 0).add(x.mul(shift));
              return rows.rv("y", normal(loc, on.mul(0.5).add(0.7)));
            });
    Model<?, ?> model =
        module.on(
            minibatches(BorchArray.of(numbers(30, 5)), 10)
                .plate("row")
                .observing("y", BorchArray.of(numbers(30, 6))));
    return Infer.summedOut(model, Seed.of(1));
  }

  private static Model<?, ?> simplex() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray p = m.rv("p", dirichlet(BorchArray.of(1.0, 2.0, 0.5)));
              m.deterministic("largest", p.max());
              m.factor("data", p.log().mul(BorchArray.of(3.0, 1.0, 2.0)));
              return m.rv("y", studentT(4, p.get(0), 0.1));
            });
    return module.on(0).observe("y", 0.4);
  }

  private static Posterior guide() {
    Module<NDArray, NDArray> guide =
        Module.of(
            (m, x) -> {
              m.rv("a", normal(m.parameter("a", BorchArray.scalar(0, DataType.FLOAT64)), 0.1));
              return m.rv("b", normal(x.mean(), 0.2));
            });
    return at("s", normal()).otherwise(manual(guide));
  }

  static Stream<Case> all() {
    return Stream.of(
            new Case("eight schools, automatic", eightSchools().withPosterior(automatic())),
            new Case("eight schools, normal", eightSchools().withPosterior(normal())),
            new Case("eight schools, joint", eightSchools().withPosterior(multivariateNormal())),
            new Case("eight schools, low rank", eightSchools().withPosterior(lowRankNormal(2))),
            new Case("eight schools, mixture", eightSchools().withPosterior(mixture(2))),
            new Case("counts as the prior", positive().withPosterior(asPrior()), "StandardGamma"),
            new Case(
                "eight schools, partly decentred",
                eightSchools().withPosterior(multivariateNormal()).partlyDecentred("theta")),
            new Case("network, a block each", wholeNetwork().withPosterior(blocks())),
            new Case(
                "eight schools, narrow normal",
                eightSchools().withPosterior(normal().withScale(0.1))),
            new Case("minibatch, automatic", minibatch()),
            new Case("minibatch, mixed with a guide", minibatch().withPosterior(guide())),
            new Case("minibatch, point mass", minibatch().withPosterior(pointMass())),
            new Case("network, automatic", network()),
            new Case("network, normal", network().withPosterior(normal())),
            new Case("counts with a discrete latent", counts(), "StandardGamma"),
            new Case("subsampled plate", subsampled(), "Subset"),
            new Case("labels that are summed out", labels()),
            new Case("simplex, deterministic and factor", simplex(), "StandardGamma"))
        .map(
            each ->
                new Case(each.name(), each.model().in(DataType.FLOAT64), each.lacksTorchScript()));
  }
}
