package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.take;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.borch.Batch;
import org.borch.Batches;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.posterior.Posterior;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses with discrete variables summed out are those of the model where that is done by hand. */
class SummedLossTest {

  private static final Seed SEED = Seed.of(3);
  private static final double[] Y = {-1.2, 0.4, 3.6, 0.9, -0.3, 1.4, 0.1};
  private static final boolean[] IS_KNOWN = {true, false, true, false, false, true, false};

  /** A model with its discrete variables, and the same one without. */
  record Pair(String name, Model<?, ?> discrete, Model<?, ?> byHand) {

    private Pair with(String how, Posterior q) {
      return new Pair(name + ", " + how, discrete.withPosterior(q), byHand.withPosterior(q));
    }

    private Pair in(DataType type) {
      return new Pair(name + ", " + type, discrete.in(type), byHand.in(type));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What has the discrete variables or not, as it is told. */
  private interface Body {
    NDArray forward(Module<NDArray, NDArray> m, NDArray x, boolean byHand);
  }

  private static Pair pair(
      String name, Body body, BiFunction<Module<NDArray, NDArray>, Boolean, Model<?, ?>> bound) {
    return new Pair(
        name,
        bound.apply(Module.of((m, x) -> body.forward(m, x, false)), false),
        bound.apply(Module.of((m, x) -> body.forward(m, x, true)), true));
  }

  private static Model<?, ?> onAll(Module<NDArray, NDArray> module) {
    return module.on(BorchArray.of(Y)).observe("y", Y);
  }

  private static NDArray mixtureOf(Module<NDArray, NDArray> m, Plate rows, boolean byHand) {
    NDArray shares = m.rv("shares", dirichlet(BorchArray.of(2.0, 2.0, 2.0)));
    NDArray mu = m.plate("component", 3).rv("mu", normal(0, 3));
    NDArray sigma = m.rv("sigma", halfNormal(2));
    return byHand
        ? rows.rv("y", mixture(categorical(shares), normal(mu, sigma)))
        : rows.rv("y", normal(take(mu, rows.rv("z", categorical(shares)), 0), sigma));
  }

  private static Pair mixtures() {
    return pair(
        "mixture",
        (m, x, byHand) -> mixtureOf(m, m.plate("row", Y.length), byHand),
        (module, byHand) -> onAll(module));
  }

  private static Pair minibatchesOfRows() {
    Batches<NDArray> batches =
        minibatches(BorchArray.of(Y), 3).plate("row").observing("y", BorchArray.of(Y));
    return pair(
        "minibatches",
        (m, x, byHand) -> mixtureOf(m, m.plate("row"), byHand),
        (module, byHand) -> module.on(batches));
  }

  /** Flags of which some are known. */
  private static Pair partlyObserved() {
    NDArray known = BorchArray.of(new Shape(Y.length), IS_KNOWN);
    NDArray flags = BorchArray.of(0, 9, 1, 9, 9, 1, 9);
    return pair(
        "missing rows",
        (m, x, byHand) -> {
          NDArray mu = m.rv("mu", normal(0, 10));
          NDArray p = m.rv("p", beta(2, 5));
          Plate rows = m.plate("row", Y.length);
          if (!byHand) {
            NDArray flag = rows.rv("flag", bernoulli(p));
            return rows.rv("y", normal(mu, flag.mul(9).add(1)));
          }
          NDArray off = log(p.neg().add(1)).add(normal(mu, 1).logProb(x));
          NDArray on = log(p).add(normal(mu, 10).logProb(x));
          NDArray one = ArrayMath.where(flags.eq(1), on, off);
          NDArray both = logSumExp(stack(0, off, on), 0);
          rows.factor("y", ArrayMath.where(known, one, both));
          return x;
        },
        (module, byHand) ->
            byHand ? module.on(BorchArray.of(Y)) : onAll(module).observe("flag", flags, known));
  }

  private static Pair hiddenMarkovModel() {
    return pair(
        "a chain as a loop",
        (m, x, byHand) -> {
          NDArray mu = m.rv("mu", normal(0, 1));
          NDArray stay = m.rv("stay", beta(4, 2));
          NDArray z = mu;
          NDArray off = log(mu.mul(0).add(0.5));
          NDArray on = off;
          for (int t = 0; t < Y.length; t++) {
            if (!byHand) {
              NDArray p =
                  t == 0 ? stay.mul(0).add(0.5) : z.mul(stay.mul(2).sub(1)).add(stay.neg().add(1));
              z = m.rv("z" + t, bernoulli(p));
              m.rv("y" + t, normal(z.mul(2).add(mu), 1));
              continue;
            }
            if (t > 0) {
              NDArray same = log(stay);
              NDArray other = log(stay.neg().add(1));
              NDArray before = off;
              off = logSumExp(stack(0, before.add(same), on.add(other)), 0);
              on = logSumExp(stack(0, before.add(other), on.add(same)), 0);
            }
            off = off.add(normal(mu, 1).logProb(x.get(t)));
            on = on.add(normal(mu.add(2), 1).logProb(x.get(t)));
          }
          if (byHand) {
            m.factor("y", logSumExp(stack(0, off, on), 0));
          }
          return x;
        },
        (module, byHand) -> {
          Model<?, ?> model = module.on(BorchArray.of(Y));
          for (int t = 0; t < Y.length && !byHand; t++) {
            model = model.observe("y" + t, Y[t]);
          }
          return model;
        });
  }

  /** Two causes, either of which has the effect with a probability, and a leak. */
  private static Pair hiddenCauses() {
    NDArray seen = BorchArray.of(1, 1, 0, 1, 0, 1, 1);
    return pair(
        "hidden causes",
        (m, x, byHand) -> {
          NDArray strength = m.plate("cause", 2).rv("strength", beta(3, 2));
          NDArray leak = m.rv("leak", beta(1, 9));
          Plate rows = m.plate("row", Y.length);
          NDArray quiet = leak.neg().add(1);
          NDArray first = strength.get(0).neg();
          NDArray second = strength.get(1).neg();
          if (!byHand) {
            NDArray a = rows.rv("a", bernoulli(0.3));
            NDArray b = rows.rv("b", bernoulli(0.6));
            NDArray none = first.mul(a).add(1).mul(second.mul(b).add(1)).mul(quiet);
            return rows.rv("y", bernoulli(none.neg().add(1)));
          }
          NDArray none = first.mul(0.3).add(1).mul(second.mul(0.6).add(1)).mul(quiet);
          return rows.rv("y", bernoulli(none.neg().add(1)));
        },
        (module, byHand) -> module.on(BorchArray.of(Y)).observe("y", seen));
  }

  /** A continuous variable whose prior depends on a flag: that is a mixture of its rows. */
  private static Pair dependentPrior() {
    return pair(
            "a prior that depends on a flag",
            (m, x, byHand) -> {
              NDArray p = m.rv("p", beta(2, 3));
              Plate rows = m.plate("row", Y.length);
              NDArray level;
              if (byHand) {
                NDArray shares = stack(0, p.neg().add(1), p);
                level =
                    rows.rv(
                        "level", mixture(categorical(shares), normal(BorchArray.of(0, 2), 0.5)));
              } else {
                level = rows.rv("level", normal(rows.rv("flag", bernoulli(p)).mul(2), 0.5));
              }
              return rows.rv("y", normal(level, 1));
            },
            (module, byHand) -> onAll(module))
        .with("normal", normal());
  }

  /** A count keeps its q and is scored, which leaves the flags. */
  private static Pair besideACount() {
    return pair(
            "beside a count that is scored",
            (m, x, byHand) -> {
              NDArray p = m.rv("p", beta(2, 3));
              NDArray count = m.rv("count", poisson(3));
              Plate rows = m.plate("row", Y.length);
              if (byHand) {
                NDArray shares = stack(0, p.neg().add(1), p);
                NDArray loc = stack(0, count, count.mul(0.5));
                return rows.rv("y", mixture(categorical(shares), normal(loc, 1)));
              }
              NDArray flag = rows.rv("flag", bernoulli(p));
              return rows.rv("y", normal(count.mul(flag.mul(-0.5).add(1)), 1));
            },
            (module, byHand) -> onAll(module))
        .with("by name", at("count", automatic()));
  }

  static Stream<Pair> pairs() {
    Pair mixtures = mixtures();
    return Stream.of(
        mixtures.with("automatic", automatic()),
        mixtures.with("normal", normal()),
        mixtures.with("point mass", pointMass()),
        mixtures.in(DataType.FLOAT32),
        minibatchesOfRows(),
        partlyObserved(),
        hiddenMarkovModel(),
        hiddenCauses(),
        dependentPrior(),
        besideACount());
  }

  private static double number(NDArray scalar) {
    return BorchArray.wrap(scalar).values()[0];
  }

  private static void requireEqual(
      Params params, NDArray found, Params byHand, NDArray expected, double rounding) {
    double size = 1 + Math.abs(number(expected));
    assertThat(number(found)).isCloseTo(number(expected), within(rounding * size));
    double[] gradient = BorchArray.wrap(params.gradient(found)).values();
    double[] exact = BorchArray.wrap(byHand.gradient(expected)).values();
    double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
    assertThat(largest).isPositive();
    assertThat(gradient).containsExactly(exact, within(10 * rounding * (1 + largest)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyLossIsThatOfTheSumByHand(Pair pair) {
    Model<?, ?> model = Infer.summedOut(pair.discrete(), SEED);
    Model<?, ?> byHand = pair.byHand();
    double rounding = model.type() == DataType.FLOAT64 ? 1e-12 : 1e-5;
    try (Params params = model.init(SEED);
        Params other = byHand.init(SEED)) {
      assertThat(params.names()).containsExactlyElementsOf(other.names());
      params.update(params.flat().add(0.1));
      other.update(params.flat());
      for (int i = 0; i < 3; i++) {
        try (Scope scope = Scope.open()) {
          Key key = SEED.at(i);
          Trace draw = model.sample(params, key);
          Trace expected = byHand.sample(other, key);
          requireEqual(params, Infer.viLoss(draw), other, Infer.viLoss(expected), rounding);
          requireEqual(params, Infer.mapLoss(draw), other, Infer.mapLoss(expected), rounding);
          requireEqual(params, Infer.logWeight(draw), other, Infer.logWeight(expected), rounding);
          requireEqual(
              params,
              Infer.viLoss(model, params, key, 4),
              other,
              Infer.viLoss(byHand, other, key, 4),
              rounding);
          requireEqual(
              params,
              Infer.viLoss(model.sample(params, key, 2)),
              other,
              Infer.viLoss(byHand.sample(other, key, 2)),
              rounding);
        }
      }
    }
  }

  @Test
  void theMeanLossOfBatchesIsTheOneOfAllRows() {
    Module<NDArray, NDArray> module = Module.of((m, x) -> mixtureOf(m, m.plate("row"), false));
    NDArray data = BorchArray.of(Y).get("0:6");
    Model<NDArray, NDArray> all = module.on(data).observe("y", data);
    var batches = minibatches(data, 2).plate("row").observing("y", data);
    Model<NDArray, NDArray> model = Infer.summedOut(module.on(batches), SEED);
    Model<NDArray, NDArray> whole = Infer.summedOut(all, SEED);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        Batch<NDArray> batch = batches.batch(SEED.key(), i);
        sum += number(Infer.viLoss(model.on(batch).sample(params, SEED.key())));
      }
      double expected = number(Infer.viLoss(whole.sample(params, SEED.key())));
      assertThat(sum / 3).isCloseTo(expected, within(1e-10));
    }
  }

  @Test
  void aThousandRowsCostAsManyStatesAsOne() {
    int n = 1_000;
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger elements = new AtomicInteger();
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              runs.incrementAndGet();
              NDArray mu = m.plate("component", 3).rv("mu", normal(0, 3));
              Plate rows = m.plate("row", n);
              NDArray loc = take(mu, rows.rv("z", categorical(0.2, 0.3, 0.5)), 0);
              elements.addAndGet((int) loc.getShape().size());
              return rows.rv("y", normal(loc, 1));
            });
    Model<?, ?> model =
        Infer.summedOut(
            module.on(0).observe("y", BorchArray.full(new Shape(n), 1, DataType.FLOAT64)), SEED);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      runs.set(0);
      elements.set(0);
      NDArray loss = Infer.viLoss(model.sample(params, SEED.key()));

      // One run for all three states of all rows: the batch of states has [3, rows] numbers.
      assertThat(runs).hasValue(1);
      assertThat(elements).hasValue(n);
      assertThat(number(loss)).isFinite();
    }
  }

  @Test
  void aDrawHasTheOtherVariablesAndOneFactor() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 3));
              NDArray z = m.rv("z", bernoulli(0.5));
              NDArray level = m.rv("level", normal(z, 1));
              m.deterministic("double", mu.mul(2));
              m.deterministic("sum", mu.add(z));
              m.rv("x", normal(mu, 1));
              return m.rv("y", normal(level, 1));
            });
    Model<?, ?> model = Infer.summedOut(module.on(0).observe("x", 1).observe("y", 2), SEED);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.key());

      assertThat(draw.sites().keySet())
          .containsExactly("mu", "level", "double", "x", "y", "log sum over z");
      assertThat(draw.latentValues()).containsOnlyKeys("mu", "level");
      assertThat(draw.output()).isNull();
      assertThat(number(draw.get("level").logPrior())).isZero();
      assertThat(draw.get("level").approximation()).isPresent();
      assertThat(model.toString()).contains("z () ~ Bernoulli").contains("q: summed out");
    }
  }
}
