package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.normal;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.run.Fallback;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.StepCode;
import org.borch.infer.run.StepMachine;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that cannot be traced: right results, or an error that says what to do. */
class FallbackTest {

  private static final Svi SETTINGS =
      Svi.defaults()
          .withProgress(false)
          .withSteps(120)
          .withOptimizer(Adam.defaults().withLearningRate(0.01));

  /**
   * A model that cannot be traced.
   *
   * @param twin another one of the same density, which can
   * @param reason what the log line says
   */
  private record Untraceable(Model<?, ?> model, Model<?, ?> twin, String reason) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Untraceable> untraceable() {
    return Stream.of(
        new Untraceable(
            observed(x -> BorchArray.scalar(read(x)[0] > 0 ? 1 : 2, DataType.FLOAT64)),
            observed(x -> ArrayMath.where(x.get(0).gt(0), one(), one().mul(2))),
            "the value of x"),
        new Untraceable(
            observed(x -> x.booleanMask(x.gt(-1e9)).square().sum().add(1)),
            observed(x -> x.square().sum().add(1)),
            "booleanMask"));
  }

  /** Three latent numbers and one observed, whose scale is a function of them. */
  private static Model<?, ?> observed(UnaryOperator<NDArray> scale) {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.plate("row", 3).rv("x", normal(0, 1));
              return m.rv("y", normal(x.sum(), scale.apply(x)));
            });
    return module.on(0).observe("y", 0.3).in(DataType.FLOAT64);
  }

  private static NDArray one() {
    return BorchArray.scalar(1, DataType.FLOAT64);
  }

  private static double[] read(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @ParameterizedTest
  @MethodSource("untraceable")
  void inferenceRunsEagerlyAsItsTwinDoesCompiledAndSaysWhyOnce(Untraceable each) {
    try (CapturedLog log = new CapturedLog(Fallback.class);
        Fit twin = Infer.fit(each.twin(), SETTINGS, Seed.of(1))) {
      assertThat(twin.execution().backEnd()).isEqualTo(BackEnd.JVM);
      assertThat(log.lines()).isEmpty();
      try (Fit fit = Infer.fit(each.model(), SETTINGS, Seed.of(1))) {
        assertThat(fit.execution().backEnd()).isEqualTo(BackEnd.EAGER);
        assertThat(fit.execution().reason()).contains(each.reason());
        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines().get(0)).contains(each.reason());
        requireClose(fit.losses(), twin.losses());
        requireClose(read(fit.params().flat()), read(twin.params().flat()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("untraceable")
  void aBackEndThatIsAskedForIsAnErrorThatSaysWhy(Untraceable each) {
    for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
      Svi forced = SETTINGS.withBackEnd(backEnd);
      assertThatThrownBy(() -> Infer.fit(each.model(), forced, Seed.of(1)))
          .isInstanceOf(TracingException.class)
          .hasMessageContaining(each.reason());
    }
  }

  @ParameterizedTest
  @MethodSource("untraceable")
  void theLogDensityIsItsTwinsAndSaysWhyOnce(Untraceable each) {
    try (CapturedLog log = new CapturedLog(Fallback.class)) {
      JointDensity twin = JointDensity.of(each.twin(), Seed.of(1));
      assertThat(twin.execution().backEnd()).isEqualTo(BackEnd.JVM);
      assertThat(log.lines()).isEmpty();
      JointDensity density = JointDensity.of(each.model(), Seed.of(1));
      assertThat(density.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      assertThat(density.execution().reason()).contains(each.reason());
      for (double sign : new double[] {-1, 1}) {
        double[] at = {sign * 0.4, -0.7, 1.1};
        double[] gradient = new double[3];
        double[] expected = new double[3];
        double value = twin.evaluator().valueAndGradient(at, expected);
        assertThat(density.evaluator().valueAndGradient(at, gradient))
            .isCloseTo(value, within(1e-9));
        requireClose(gradient, expected);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains(each.reason());
    }
  }

  @Test
  void anArrayOfTheEngineIsAConstantOrTheErrorThatSaysWhatToDo() {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        CapturedLog log = new CapturedLog(Fallback.class)) {
      NDArray made = manager.create(2.0);
      assertThatThrownBy(() -> Infer.fit(observed(x -> made.add(x.get(0))), SETTINGS, Seed.of(1)))
          .hasMessageContaining("BorchArray.wrap");
      Model<?, ?> onTheRight = observed(x -> x.get(0).square().add(made));
      Model<?, ?> twin = observed(x -> x.get(0).square().add(2));
      try (Fit fit = Infer.fit(onTheRight, SETTINGS, Seed.of(1));
          Fit expected = Infer.fit(twin, SETTINGS, Seed.of(1))) {
        assertThat(fit.execution().backEnd()).isEqualTo(BackEnd.JVM);
        requireClose(fit.losses(), expected.losses());
        requireClose(read(fit.params().flat()), read(expected.params().flat()));
      }
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aShortMinibatchIsASecondProgramAndNoFallback() {
    Model<NDArray, NDArray> model = CompiledCases.epochs().in(DataType.FLOAT64);
    Svi settings = SETTINGS.withSteps(30);
    try (CapturedLog log = new CapturedLog(Fallback.class);
        Fit eager = Infer.fit(model, settings.withBackEnd(BackEnd.EAGER), Seed.of(1))) {
      for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
        try (Fit compiled = Infer.fit(model, settings.withBackEnd(backEnd), Seed.of(1))) {
          requireClose(compiled.losses(), eager.losses());
          requireClose(read(compiled.params().flat()), read(eager.params().flat()));
        }
      }
      assertThat(log.lines()).isEmpty();
    }
    try (Params params = model.init(Seed.of(1))) {
      SviTransform<NDArray> transform = new SviTransform<>(model, settings, params);
      FlatState state = transform.init();
      StepCode code = StepCode.of(transform, state, Seed.of(1).at(0), BackEnd.JVM);
      new StepMachine(code, Seed.of(1).key(), state, 0, 0).run(30, step -> false, 0);
      assertThat(code.programs()).isEqualTo(2);
    }
  }

  /** To 1e-6 of the largest number: that of the issue after 1,000 steps. */
  private static void requireClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(1e-6 * Math.max(1, largest)));
  }
}
