package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** States that cannot be, summed out: they add nothing, and neither do their derivatives. */
class ImpossibleStatesTest {

  private static final Seed SEED = Seed.of(3);

  /** A model of two real numbers a and b, with its log joint density by hand. */
  private record Case(String label, Model<?, ?> model, ToDoubleFunction<double[]> byHand) {
    @Override
    public String toString() {
      return label;
    }
  }

  private interface Body {
    void run(Module<Object, Object> module, NDArray a, NDArray b);
  }

  private static Case row(
      String label, Body body, double[] data, ToDoubleFunction<double[]> likelihood) {
    Module<Object, Object> module =
        Module.of(
            (m, nothing) -> {
              body.run(m, m.rv("a", normal(0, 1)), m.rv("b", normal(0, 1)));
              return "";
            });
    return new Case(
        label,
        module.on().observe("y", BorchArray.of(data)),
        at -> logNormal(at[0]) + logNormal(at[1]) + likelihood.applyAsDouble(at));
  }

  private static double logNormal(double x) {
    return -0.5 * x * x - 0.5 * Math.log(2 * Math.PI);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static NDArray pick(NDArray values, NDArray z) {
    return ArrayMath.take(values, z.toType(DataType.INT64, false), 0);
  }

  static List<Case> all() {
    double[] seen = {1, 0, 0, 1};
    double[] counts = {2, 0, 0, 5};
    double[] reals = {-1.2, 0.4, 2.1};
    return List.of(
        row(
            "a species that is absent is never seen",
            (m, a, b) -> {
              Plate sites = m.plate("site", seen.length);
              NDArray z = sites.rv("z", bernoulli(ArrayMath.sigmoid(a)));
              sites.rv("y", bernoulli(z.mul(ArrayMath.sigmoid(b))));
            },
            seen,
            at -> {
              double present = sigmoid(at[0]);
              double p = sigmoid(at[1]);
              return Arrays.stream(seen)
                  .map(y -> y == 1 ? present * p : present * (1 - p) + 1 - present)
                  .map(Math::log)
                  .sum();
            }),
        row(
            "counts at a rate of 0 are 0",
            (m, a, b) -> {
              Plate sites = m.plate("site", counts.length);
              NDArray z = sites.rv("z", bernoulli(ArrayMath.sigmoid(a)));
              sites.rv("y", poisson(z.mul(b.exp())));
            },
            counts,
            at -> {
              double present = sigmoid(at[0]);
              double rate = Math.exp(at[1]);
              return Arrays.stream(counts)
                  .map(
                      y -> {
                        double factorial = y == 5 ? 120 : y == 2 ? 2 : 1;
                        double p = present * Math.exp(-rate) * Math.pow(rate, y) / factorial;
                        return Math.log(p + (y == 0 ? 1 - present : 0));
                      })
                  .sum();
            }),
        row(
            "a component of weight 0",
            (m, a, b) -> {
              NDArray w = ArrayMath.sigmoid(a);
              NDArray weights = ArrayMath.stack(0, w, w.mul(-1).add(1), w.mul(0));
              Plate rows = m.plate("row", reals.length);
              NDArray z = rows.rv("z", categorical(weights));
              NDArray means = ArrayMath.stack(0, b, b.mul(2), b.exp());
              rows.rv("y", normal(pick(means, z), 1));
            },
            reals,
            at -> {
              double w = sigmoid(at[0]);
              return Arrays.stream(reals)
                  .map(
                      y ->
                          Math.log(
                              w * Math.exp(logNormal(y - at[1]))
                                  + (1 - w) * Math.exp(logNormal(y - 2 * at[1]))))
                  .sum();
            }),
        row(
            "a chain that cannot go back",
            (m, a, b) -> {
              NDArray stay = ArrayMath.sigmoid(a);
              NDArray leave = stay.mul(-1).add(1);
              NDArray never = stay.mul(0);
              NDArray rows =
                  ArrayMath.stack(
                      0, ArrayMath.stack(0, stay, leave), ArrayMath.stack(0, never, never.add(1)));
              NDArray means = ArrayMath.stack(0, b, b.neg());
              List<NDArray> chosen = new ArrayList<>();
              NDArray state = m.rv("z0", categorical(1, 0));
              for (int t = 1; t <= reals.length; t++) {
                chosen.add(pick(means, state));
                state = t < reals.length ? m.rv("z" + t, categorical(pick(rows, state))) : state;
              }
              m.plate("time", reals.length)
                  .rv("y", normal(ArrayMath.stack(0, chosen.toArray(NDArray[]::new)), 1));
            },
            reals,
            at -> {
              double stay = sigmoid(at[0]);
              double[] up = Arrays.stream(reals).map(y -> Math.exp(logNormal(y - at[1]))).toArray();
              double[] down =
                  Arrays.stream(reals).map(y -> Math.exp(logNormal(y + at[1]))).toArray();
              return Math.log(
                  up[0]
                      * (stay * up[1] * (stay * up[2] + (1 - stay) * down[2])
                          + (1 - stay) * down[1] * down[2]));
            }));
  }

  static List<Arguments> onEachBackEnd() {
    List<Arguments> rows = new ArrayList<>();
    for (Case row : all()) {
      for (BackEnd backEnd : BackEnd.values()) {
        rows.add(Arguments.of(row, backEnd));
      }
    }
    return rows;
  }

  /** A central difference of fourth order. */
  private static double slope(ToDoubleFunction<double[]> f, double[] at, int i) {
    double step = 1e-3;
    double sum = 0;
    for (int k : new int[] {-2, -1, 1, 2}) {
      double[] moved = at.clone();
      moved[i] += k * step;
      sum += f.applyAsDouble(moved) * (Math.abs(k) == 1 ? 8 : -1) * Integer.signum(k);
    }
    return sum / (12 * step);
  }

  @ParameterizedTest
  @MethodSource("onEachBackEnd")
  void valueAndGradientAreThoseOfThePossibleStates(Case row, BackEnd backEnd) {
    JointDensity density = JointDensity.of(row.model(), SEED).withBackEnd(backEnd);
    double[] at = {0.4, -0.7};

    double[] gradient = new double[2];
    double value = density.evaluator().valueAndGradient(at, gradient);

    assertThat(value).isCloseTo(row.byHand().applyAsDouble(at), within(1e-12));
    for (int i = 0; i < 2; i++) {
      // Differences of fourth order at a step of 1e-3 are right to 1e-10 or so.
      assertThat(gradient[i]).isCloseTo(slope(row.byHand(), at, i), within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("onEachBackEnd")
  void secondDerivativesAreThoseOfThePossibleStates(Case row, BackEnd backEnd) {
    Graph gradient = JointDensity.of(row.model(), SEED).graph().orElseThrow();
    UnaryOperator<NDArray> slopes = x -> gradient.apply(List.of(BorchArray.wrap(x))).get(1);
    double[] at = {0.4, -0.7};
    Graph graph =
        Graph.trace(x -> List.of(Autodiff.jacobian(slopes).apply(x.get(0))), gradient.inputs());

    List<NDArray> result =
        Executable.of(graph, BackEndChoice.forced(graph, backEnd)).run(List.of(BorchArray.of(at)));

    double[] hessian = result.get(0).toDoubleArray();
    for (int i = 0; i < 4; i++) {
      int first = i / 2;
      double expected = slope(x -> slope(row.byHand(), x, first), at, i % 2);
      assertThat(hessian[i]).isCloseTo(expected, within(1e-7));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nutsFindsAStart(Case row) {
    Draws draws =
        Infer.sample(
            row.model(),
            Nuts.defaults().with(run -> run.withChains(1).withWarmup(30).withDraws(5)),
            SEED);

    assertThat(BorchArray.wrap(draws.get("a")).values()).hasSize(5).doesNotContain(Double.NaN);
  }
}
