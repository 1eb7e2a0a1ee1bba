package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A small model needs no engine from its fit to its predictions. */
class WithoutEngineTest {

  /** What runs in a JVM that has no engine. */
  static final class Program {

    private Program() {}

    private static final Module<NDArray, NDArray> LINE =
        Module.of(
            (m, x) -> {
              NDArray line = x.mul(m.rv("slope", normal(0, 2))).add(m.rv("level", normal(0, 2)));
              m.deterministic("line", line);
              return m.plate("row").rv("y", normal(line, m.rv("noise", halfNormal(1))));
            });

    public static void main(String[] arguments) {
      BorchArray x = BorchArray.of(0.0, 1, 2, 3, 4);
      Model<NDArray, NDArray> model =
          LINE.on(x).observe("y", 0.9, 3.2, 4.8, 7.1, 9).withPosterior(Posteriors.normal());
      try (Fit fit = Infer.fit(model, Svi.defaults().withSteps(300), Seed.of(1))) {
        System.out.println(fit.summary());
        System.out.println(fit.draws(20, Seed.of(2)).summary());
        System.out.println(fit.predict(BorchArray.of(5.0), 20, Seed.of(2)).summary());
        Predictor predictor = Predictor.of(fit, 20, Seed.of(3));
        System.out.println(predictor.mean("y", BorchArray.of(5.0)).getDouble(0));
      }
      Nuts run = Nuts.defaults().with(r -> r.withChains(2).withWarmup(50).withDraws(50));
      Draws draws = Infer.sample(model, run, Seed.of(4));
      System.out.println(draws.summary());
      System.out.println(Predictive.posterior(model, draws, Seed.of(5)).draws().summary());
      System.out.println(Infer.loo(model, draws));
      System.out.println(Infer.laplace(model, Laplace.defaults(), Seed.of(6)).mode());
    }
  }

  @Test
  void fitsSummariesDrawsAndPredictionsRunWithoutPyTorchsJars() throws Exception {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(each -> !each.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).contains("slope", "line[5]", "noise").doesNotContain("Exception");
  }
}
