package org.borch.infer.sgmcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.infer.run.Update;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single steps of samplers with momenta, and how their settings are those of posteriors. */
class UnderdampedTest {

  private static final int ROWS = 8;

  /** Eight numbers with two means, two at a time; {@code factor} times the log density of all. */
  private static LogPosterior density(double factor, DataType type) {
    return LogPosterior.of(
        Map.of("means", new Shape(2)),
        type,
        minibatches(BorchArray.of(1, 2, 3, 4, 5, 6, 7, 8), 2).plate("row"),
        (at, batch) -> {
          NDArray low = batch.input().sub(at.get("means").get(0));
          NDArray high = batch.input().mul(2).sub(at.get("means").get(1));
          NDArray sum = low.square().sum().add(high.square().sum());
          return sum.mul(-0.5 * factor * batch.size() / batch.index().size());
        });
  }

  private static UnconstrainedDraws draws(StepAlgorithm algorithm) {
    Run run = Run.defaults().withSteps(40).withBurnIn(0).withProgress(false);
    return ChainRun.begin(algorithm, run, Seed.of(5));
  }

  private static <S extends Underdamped<S>> S set(S settings) {
    return settings.withStepSize(0.1).withFriction(0.7).withMomentumScale(1.3);
  }

  /** Settings of posteriors: whether the density is an average, at temperature 1/N. */
  static Stream<Function<Boolean, StepAlgorithm>> ofPosteriors() {
    return Stream.of(
        average -> on(set(Sghmc.defaults()).withGradientNoise(2), average),
        average -> on(set(Sgnht.defaults()).withGradientNoise(2), average),
        average -> on(set(Sgnht.defaults()).withThermostat(0.2), average),
        average -> on(set(Baoa.defaults()), average),
        average -> on(set(Baoab.defaults()), average),
        average -> on(set(Obabo.defaults()), average),
        average -> {
          Sgld sgld = Sgld.defaults().withStepSize(0.2).withGradientNoise(2);
          return average
              ? sgld.withTemperature(1.0 / ROWS).on(density(1.0 / ROWS, DataType.FLOAT64))
              : sgld.withPerRow(true).on(density(1, DataType.FLOAT64));
        });
  }

  private static <S extends Underdamped<S>> StepAlgorithm on(S settings, boolean average) {
    return average
        ? settings.withTemperature(1.0 / ROWS).on(density(1.0 / ROWS, DataType.FLOAT64))
        : settings.withPerRow(true).on(density(1, DataType.FLOAT64));
  }

  @ParameterizedTest
  @MethodSource("ofPosteriors")
  void anAverageDensityAtTemperatureOneOverNIsTheWholeOnePerRow(
      Function<Boolean, StepAlgorithm> settings) {
    double[][] average = draws(settings.apply(true)).positions()[0];
    double[][] whole = draws(settings.apply(false)).positions()[0];
    for (int step = 0; step < whole.length; step++) {
      assertThat(whole[step]).containsExactly(average[step], within(1e-9));
    }
  }

  private static FlatState state(StepAlgorithm algorithm) {
    return algorithm.init(BorchArray.of(0.3, -0.4), Key.of(7));
  }

  private static double[] values(FlatState state, String name) {
    return BorchArray.wrap(state.array(name)).values();
  }

  private static LogPosterior normal() {
    return LogPosterior.of(
        Map.of("x", new Shape(2)), DataType.FLOAT64, at -> at.get("x").square().sum().mul(-0.5));
  }

  @Test
  void withoutNoiseSghmcIsGradientDescentWithMomentum() {
    // PyTorch's SGD with lr, momentum μ and dampening τ: ε = 1 - τ, σ² = (1 - τ)/lr, α = (1 -
    // μ)/lr;
    // the position moves by the momentum before the gradient comes in.
    double lr = 0.1;
    double mu = 0.9;
    double tau = 0.9;
    StepAlgorithm algorithm =
        Sghmc.defaults()
            .withStepSize(1 - tau)
            .withMomentumScale(Math.sqrt((1 - tau) / lr))
            .withFriction((1 - mu) / lr)
            .withTemperature(0)
            .on(normal());
    double[] x = {0.3, -0.4};
    double[] m = {0, 0};
    try (Scope scope = Scope.open()) {
      FlatState state = state(algorithm);
      assertThat(values(state, "momenta")).containsExactly(new double[2], within(0.0));
      for (int step = 0; step < 10; step++) {
        state = algorithm.update(state, algorithm.data(Key.of(step)), Key.of(step)).state();
        for (int i = 0; i < 2; i++) {
          double gradient = -x[i];
          x[i] += lr * m[i];
          m[i] = mu * m[i] + (1 - tau) * gradient;
        }
        assertThat(values(state, "position")).containsExactly(x, within(1e-12));
        assertThat(values(state, "momenta")).containsExactly(m, within(1e-12));
      }
    }
  }

  @Test
  void momentaBeginInTheirStationaryLawOrAsAskedFor() {
    Baoa hot = Baoa.defaults().withMomentumScale(3).withTemperature(4);
    try (Scope scope = Scope.open()) {
      double[] unit = values(state(Baoa.defaults().on(normal())), "momenta");
      double[] wide = values(state(hot.on(normal())), "momenta");
      assertThat(wide).containsExactly(new double[] {6 * unit[0], 6 * unit[1]}, within(1e-12));
      Baoa one = hot.withMomenta(Momenta.normal(1));
      assertThat(values(state(one.on(normal())), "momenta")).containsExactly(unit, within(1e-12));
      assertThat(values(state(hot.withMomenta(Momenta.all(0.5)).on(normal())), "momenta"))
          .containsExactly(0.5, 0.5);
      assertThat(values(state(hot.withMomenta(Momenta.of(1, -2)).on(normal())), "momenta"))
          .containsExactly(1, -2);
      assertThatThrownBy(() -> state(hot.withMomenta(Momenta.of(1)).on(normal())))
          .hasMessageContaining("1 momenta for a density of 2 coordinates");
    }
    assertThatThrownBy(() -> Momenta.all(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Momenta.normal(-1)).hasMessageContaining("-1.0");
  }

  @Test
  void aThermostatOfNothingIsHonoured() {
    try (Scope scope = Scope.open()) {
      Sgnht settings = Sgnht.defaults().withFriction(0.7);
      assertThat(values(state(settings.on(normal())), "thermostat")).containsExactly(0.7);
      StepAlgorithm free = settings.withThermostat(0).withMomenta(Momenta.of(1, 2)).on(normal());
      assertThat(values(state(free), "thermostat")).containsExactly(0);
      Update made = free.update(state(free), free.data(Key.of(1)), Key.of(1));
      // ξ + ε (mean m² - T) with ε = 0.01 and the old momenta.
      assertThat(values(made.state(), "thermostat")[0]).isCloseTo(0.015, within(1e-14));
      assertThat(BorchArray.wrap(made.info().get(Sgnht.THERMOSTAT)).values()[0])
          .isCloseTo(0.015, within(1e-14));
    }
  }

  @Test
  void moreGradientNoiseThanThereIsToInjectIsAnErrorThatNamesAllThree() {
    // 2 α - ε β = 2 - 0.5 · 5
    Sghmc sghmc = Sghmc.defaults().withStepSize(0.5).withGradientNoise(5);
    assertThatThrownBy(() -> sghmc.on(normal()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step size 0.5, temperature 1.0 and gradientNoise (beta) 5.0");
    assertThatThrownBy(() -> Sgnht.defaults().withStepSize(0.5).withGradientNoise(5).on(normal()))
        .hasMessageContaining("temperature 1.0 and gradientNoise (beta) 5.0");
    assertThatThrownBy(() -> Sgld.defaults().withStepSize(0.5).withGradientNoise(9).on(normal()))
        .hasMessageContaining("step size 0.5, temperature 1.0 and gradientNoise (beta) 9.0");
    Sghmc later = sghmc.withStepSize(step -> step < 20 ? 0.1 : 0.5);
    assertThatThrownBy(() -> draws(later.on(normal())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step size 0.5");
    assertThat(draws(sghmc.withTemperature(0.01).on(normal())).draws()).isEqualTo(40);
    assertThatThrownBy(() -> sghmc.withGradientNoise(-1)).hasMessageContaining("-1.0");
  }

  @Test
  void gradientNoiseIsTakenOffTheNoiseThatIsInjected() {
    // The same normal numbers, so that differences are as √(T ε (2 α - T ε β)).
    double[] full = noise(Sghmc.defaults().withStepSize(0.5));
    double[] less = noise(Sghmc.defaults().withStepSize(0.5).withGradientNoise(3));
    assertThat(less[0] / full[0]).isCloseTo(Math.sqrt((2 - 1.5) / 2), within(1e-12));
    double[] hot =
        noise(Sghmc.defaults().withStepSize(0.5).withTemperature(1.2).withGradientNoise(2));
    assertThat(hot[0] / full[0]).isCloseTo(Math.sqrt(1.2 * (2 - 1.2) / 2), within(1e-12));
  }

  private static double[] noise(Sghmc settings) {
    try (Scope scope = Scope.open()) {
      StepAlgorithm algorithm = settings.withMomenta(Momenta.all(0)).on(normal());
      FlatState state = state(algorithm);
      FlatState after = algorithm.update(state, algorithm.data(Key.of(1)), Key.of(2)).state();
      double[] momenta = values(after, "momenta");
      return new double[] {momenta[0] + 0.5 * 0.3, momenta[1] - 0.5 * 0.4};
    }
  }

  @Test
  void baoabEndsEachStepWithTheGradientThatTheNextBeginsWith() {
    for (Underdamped<?> settings : new Underdamped<?>[] {Baoab.defaults(), Obabo.defaults()}) {
      StepAlgorithm algorithm = settings.on(density(1, DataType.FLOAT64));
      try (Scope scope = Scope.open()) {
        FlatState made =
            algorithm.update(state(algorithm), algorithm.data(Key.of(3)), Key.of(4)).state();
        NDArray there =
            algorithm
                .density()
                .valueAndGradient(made.position(), algorithm.data(Key.of(3)))
                .gradient();
        assertThat(values(made, "gradient"))
            .containsExactly(BorchArray.wrap(there).values(), within(1e-12));
      }
    }
  }

  @Test
  void singleNumbersAndSchedulesServeFloat32() {
    StepAlgorithm algorithm =
        Baoab.defaults()
            .withFriction(step -> 1 + 0.1 * step)
            .withTemperature(step -> step < 20 ? 1 : 0)
            .withMomenta(Momenta.of(0.5, 0.25))
            .on(density(1, DataType.FLOAT32));
    assertThat(draws(algorithm).column(Sghmc.KINETIC_TEMPERATURE)[0]).doesNotContain(Double.NaN);
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThatThrownBy(() -> Baoa.defaults().withMomentumScale(0)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> Sgnht.defaults().withThermostat(Double.NaN))
        .hasMessageContaining("thermostat = NaN");
    Preconditioner fine = Preconditioner.defaults();
    assertThatThrownBy(() -> fine.withDecay(1)).hasMessageContaining("decay = 1.0");
    assertThatThrownBy(() -> fine.withOffset(0)).hasMessageContaining("offset = 0.0");
    assertThatThrownBy(() -> fine.withAdaptation(0)).hasMessageContaining("adaptation = 0");
  }
}
