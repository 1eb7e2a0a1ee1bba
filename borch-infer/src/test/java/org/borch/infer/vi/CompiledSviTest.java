package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.optim.Adam;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledSviTest {

  private static final Svi SETTINGS =
      Svi.defaults().withProgress(false).withOptimizer(Adam.defaults().withLearningRate(0.01));

  private static double[] values(Fit fit) {
    return BorchArray.wrap(fit.params().flat()).values();
  }

  static Stream<CompiledCases.Case> models() {
    return CompiledCases.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theJvmAgreesWithTheEngineAfter1And10And1000Steps(CompiledCases.Case model) {
    for (int steps : new int[] {1, 10, 1_000}) {
      requireEqual(model.model(), SETTINGS.withSteps(steps));
    }
  }

  private static void requireEqual(Model<?, ?> model, Svi settings) {
    try (Fit jvm = Infer.fit(model, settings, Seed.of(1));
        Fit eager = Infer.fit(model, settings.withBackEnd(BackEnd.EAGER), Seed.of(1))) {
      assertThat(jvm.execution().toString()).startsWith("JVM");
      assertThat(eager.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      requireClose(jvm.losses(), eager.losses());
      requireClose(values(jvm), values(eager));
    }
  }

  /** To 1e-6 of the largest number. */
  private static void requireClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(1e-6 * Math.max(1, largest)));
  }
}
