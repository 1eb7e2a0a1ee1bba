package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.Model;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.LogDensityTerms;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

/** The code of docs/concepts/compiled.md. */
class CompiledModelsTest {

  private static final NDArray X = BorchArray.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
  private static final NDArray Y =
      BorchArray.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68);

  private static Model<NDArray, NDArray> line() {
    return new LinearRegression().on(X).observe("y", Y);
  }

  @Test
  void aFitSaysWhatRanIt() {
    Model<NDArray, NDArray> model = line();
    // region execution
    Svi settings = Svi.defaults().withProgress(false).withSteps(100);
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      System.out.println(fit.execution()); // JVM: estimated: JVM 1.4 µs, TorchScript 451.6 µs
    }
    // endregion
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      assertThat(fit.execution().toString()).startsWith("JVM: estimated: JVM ");
    }
    // region force
    try (Fit fit = Infer.fit(model, settings.withBackEnd(BackEnd.TORCHSCRIPT), Seed.of(1))) {
      System.out.println(fit.execution());
    }
    // endregion
  }

  @Test
  void aDensityHasAGradientAndParts() {
    Model<NDArray, NDArray> model = line();
    // region density
    LogDensity density = LogDensity.of(model, Seed.of(1));
    LogDensity.Evaluator evaluator = density.evaluator(); // one for each thread
    double[] at = {0.5, 7.5, 0.2}; // slope, level, log noise
    double[] gradient = new double[density.dimension()];
    double value = evaluator.valueAndGradient(at, gradient);

    LogDensityTerms terms = density.terms(at); // prior, likelihood, rows, derived quantities
    Map<String, NDArray> latents = density.constrain(at); // slope, level, noise
    LogDensity other = density.withBackEnd(BackEnd.TORCHSCRIPT);
    // endregion
    assertThat(terms.value()).isCloseTo(value, within(1e-10));
    assertThat(latents).containsOnlyKeys("slope", "level", "noise");
    assertThat(other.evaluator().valueAndGradient(at, gradient)).isCloseTo(value, within(1e-10));
    assertThat(density.execution().backEnd()).isEqualTo(BackEnd.JVM);
  }

  @Test
  void aDensityOnMinibatchesTakesTheBatchOfAKey() {
    // region batches
    Model<NDArray, NDArray> model =
        new LinearRegression().on(minibatches(X, 4).plate("point").observing("y", Y));
    LogDensity density = LogDensity.of(model, Seed.of(1));
    LogDensity.BatchEvaluator evaluator = density.batchEvaluator();
    Key key = Seed.of(2).at(0); // of the first step
    double value = evaluator.valueAndGradient(new double[] {0.5, 7.5, 0.2}, key, new double[3]);
    // endregion
    assertThat(value)
        .isCloseTo(density.terms(new double[] {0.5, 7.5, 0.2}, key).value(), within(1e-10));
  }
}
