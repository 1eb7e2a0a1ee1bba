package org.borch.infer.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.ArrayDensity;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.SavedChains;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Key;
import org.borch.tensor.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A density written in Java is sampled like any other. */
class HandWrittenTest {

  private static final Seed SEED = Seed.of(7);

  @Test
  void itsDrawsHaveTheMomentsOfTheNormalThatItIs() {
    Draws draws = Draws.of(HandWritten.density(), HandWritten.chains());

    assertThat(draws.names()).containsExactly("x", "y");
    assertThat(draws.shape("y")).isEqualTo(new Shape(2));
    for (String name : List.of("x", "y[1]", "y[2]")) {
      double[][] own = draws.scalar(name);
      double variance = name.equals("x") ? 4 : 5;
      assertThat(mean(own)).isCloseTo(1, within(4 * Mcse.mean(own)));
      assertThat(Math.sqrt(variance(own))).isCloseTo(Math.sqrt(variance), within(4 * Mcse.sd(own)));
    }
  }

  private static double mean(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElseThrow();
  }

  private static double variance(double[][] chains) {
    double mean = mean(chains);
    double[] all = Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
    return Arrays.stream(all).map(x -> (x - mean) * (x - mean)).sum() / (all.length - 1);
  }

  @Test
  void itNeedsNeitherAnEngineNorPyTorchsJars() throws Exception {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(each -> !each.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-verbose:class",
                "-cp",
                classes,
                HandWritten.class.getName())
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(process.waitFor()).isZero();
    assertThat(lines)
        .noneMatch(line -> line.contains(" ai.djl.engine.Engine "))
        .noneMatch(line -> line.contains("ai.djl.pytorch."))
        .contains(
            Double.toString(
                Draws.of(HandWritten.density(), HandWritten.chains())
                    .summary()
                    .row("y[2]")
                    .mean()));
  }

  @Test
  void aRunGoesOnAfterItsCheckpoint(@TempDir Path folder) {
    Path file = folder.resolve("chains.json");
    Nuts whole = Nuts.defaults().with(run -> run.withChains(2).withWarmup(100).withDraws(100));
    Nuts half = whole.with(run -> run.withDraws(40).withCheckpoint(file, 20));
    half.sample(HandWritten.density(), SEED);
    Chains resumed = whole.resume(HandWritten.density(), SavedChains.load(file));

    assertThat(resumed.positions())
        .isDeepEqualTo(whole.sample(HandWritten.density(), SEED).positions());
  }

  @Test
  void valuesAreFoundFromAndPutIntoCoordinatesByName() {
    LogDensity density = HandWritten.density();
    Variables variables = density.variables();

    assertThat(density.nameOf(0)).isEqualTo("x");
    assertThat(density.nameOf(2)).isEqualTo("y[2]");
    assertThat(density.backEnd()).isEqualTo(BackEnd.JVM);
    assertThat(density.graph()).isEmpty();
    assertThat(values(variables.constrain(new double[] {1, 2, 3}).get("y"))).containsExactly(2, 3);
    Map<String, NDArray> given = Map.of("y", BorchArray.of(5, 6));
    assertThat(variables.unconstrain(given, new double[] {1, 2, 3})).containsExactly(1, 5, 6);
    assertThatThrownBy(() -> variables.unconstrain(Map.of("z", BorchArray.of(1)), new double[3]))
        .hasMessageContaining("[z]")
        .hasMessageContaining("[x, y]");
    assertThatThrownBy(() -> variables.priorDraw(Key.of(1)))
        .hasMessageContaining("choose another Start");
    assertThatThrownBy(() -> density.nameOf(3)).hasMessageContaining("density of 3");
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void laplacesApproximationIsThatOfTheSameFunctionOfArrays() {
    ArrayDensity arrays =
        ArrayDensity.of(
            3,
            at ->
                at.get("1:3")
                    .sub(at.get("0:1"))
                    .square()
                    .sum()
                    .add(at.get("0:1").sub(1).div(2).square().sum())
                    .mul(-0.5));
    LaplaceFit expected = Laplace.defaults().approximate(arrays, SEED);
    LaplaceFit found = Laplace.defaults().approximate(HandWritten.density(), SEED);

    assertThat(found.mode().point()).containsExactly(expected.mode().point(), within(1e-6));
    // Of a quadratic function, central differences have no error but rounding's.
    assertThat(found.logEvidence()).isCloseTo(expected.logEvidence(), within(1e-8));
  }
}
