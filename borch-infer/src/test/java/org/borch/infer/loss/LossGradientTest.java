package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.tensor.ArrayMath.exp;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.Trace;
import org.borch.distributions.Distributions;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.EightSchools;
import org.borch.infer.Infer;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Derivatives of losses against central differences in FLOAT64 with common random numbers. Gamma
 * and Beta have none here: their draws' derivative is the implicit one, not that of the rejection
 * sampler, and agrees in the mean only (see {@code ConjugateTest}).
 */
class LossGradientTest {

  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-5;
  private static final Key KEY = Seed.of(7).key();

  /** A hierarchy with plates, subsampling, a factor and several families. */
  private static Model<?, ?> hierarchy() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 2));
              NDArray scale = m.rv("scale", halfNormal(2));
              NDArray rate = m.rv("rate", logNormal(mu, 0.5));
              m.factor("pull", mu.mul(mu).mul(-0.1));
              Plate rows = m.plate("row", 6, 4);
              NDArray local = rows.rv("local", normal(mu, scale));
              rows.rv("count", poisson(exp(local.mul(0.2)).mul(rate)));
              return rows.rv("y", normal(local, 1));
            });
    return module
        .on(0)
        .in(DataType.FLOAT64)
        .observe("y", 1.5, -0.3, 0.8, 2.2, -1.1, 0.4)
        .observe("count", 1, 0, 2, 3, 1, 0);
  }

  /** A transformed family without closed forms (F25). */
  private static Model<?, ?> transformed() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x =
                  m.rv(
                      "x",
                      Distributions.transformed(
                          normal(0, 1).expand(new Shape(2)),
                          Bijectors.to(Constraints.unitInterval())));
              NDArray wide = m.rv("wide", logNormal(x, 0.5));
              return m.rv("y", normal(wide, 1));
            });
    return module.on(0).in(DataType.FLOAT64).observe("y", 1.5, 0.7);
  }

  static Stream<Arguments> cases() {
    Function<List<Trace>, NDArray> vi = Infer::viLoss;
    Function<List<Trace>, NDArray> map = draws -> Infer.mapLoss(draws.get(0));
    Function<List<Trace>, NDArray> single = draws -> Infer.viLoss(draws.get(0));
    Function<List<Trace>, NDArray> weight = draws -> Infer.logWeight(draws.get(0));
    return Stream.of(
        arguments(named("viLoss, automatic", vi), hierarchy()),
        arguments(named("viLoss, normal", vi), hierarchy().withPosterior(Posteriors.normal())),
        arguments(
            named("viLoss, partly decentred", vi),
            hierarchy().withPosterior(Posteriors.normal()).partlyDecentred("local")),
        arguments(named("viLoss, point", vi), hierarchy().withPosterior(Posteriors.pointMass())),
        arguments(named("mapLoss, point", map), hierarchy().withPosterior(Posteriors.pointMass())),
        arguments(named("logWeight", weight), hierarchy()),
        arguments(
            named("viLoss, joint", single),
            EightSchools.observed().withPosterior(Posteriors.multivariateNormal())),
        arguments(
            named("viLoss, low rank", vi),
            EightSchools.observed().withPosterior(Posteriors.lowRankNormal(2))),
        arguments(named("F25 viLoss, transformed", vi), transformed()),
        arguments(
            named("F25 viLoss, transformed under normal", vi),
            transformed().withPosterior(Posteriors.normal())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithFiniteDifferences(Function<List<Trace>, NDArray> loss, Model<?, ?> model) {
    try (Params params = model.init(Seed.of(1))) {
      double[] at = BorchArray.wrap(params.flat()).values();
      double[] gradient;
      try (Scope scope = Scope.open()) {
        NDArray value = loss.apply(model.sample(params, KEY, 2));
        gradient = BorchArray.wrap(params.gradient(value)).values();
      }
      for (int i = 0; i < at.length; i++) {
        double slope =
            (moved(loss, model, params, at, i, STEP) - moved(loss, model, params, at, i, -STEP))
                / (2 * STEP);
        if (i >= learned(params)) {
          assertThat(gradient[i]).as("a constant of q").isZero();
          continue;
        }
        assertThat(gradient[i])
            .as("element %d of %s", i, params.names())
            .isCloseTo(slope, within(RELATIVE * Math.max(1, Math.abs(slope))));
      }
    }
  }

  /** A normal of all variables has where it starts at the end of its parameters. */
  private static int learned(Params params) {
    long constants =
        params.contains("posterior|centre") ? params.get("posterior|centre").size() + 1 : 0;
    return Math.toIntExact(params.size() - constants);
  }

  private static double moved(
      Function<List<Trace>, NDArray> loss,
      Model<?, ?> model,
      Params params,
      double[] at,
      int element,
      double by) {
    double[] other = at.clone();
    other[element] += by;
    params.update(BorchArray.of(other));
    try (Scope scope = Scope.open()) {
      return BorchArray.wrap(loss.apply(model.sample(params, KEY, 2))).values()[0];
    }
  }
}
