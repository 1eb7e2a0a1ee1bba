package org.borch.tensor.trace.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results in a process with the machine's vectors against those in this one, which has none. */
class VectorUnitTest {

  private static final String MODULE = "jdk.incubator.vector";

  private static List<VectorUnitProbe.Case> cases = List.of();
  private static List<String> expected = List.of();

  @BeforeAll
  static void computeWithoutVectors() {
    cases = VectorUnitProbe.cases();
    expected = VectorUnitProbe.lines(cases).toList();
  }

  @Test
  void vectorsAreNotUsedUnlessAskedFor() {
    assertThat(VectorUnit.isOffered()).isFalse();
    assertThat(cases).noneMatch(VectorUnitProbe.Case::usesVectors);
  }

  /**
   * Before code for vectors is ready and after, with vectors of some bytes: a machine that has only
   * shorter ones takes those.
   */
  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void vectorsOfAnySizeChangeNoBit(int size, @TempDir Path folder) throws Exception {
    assumeTrue(ModuleFinder.ofSystem().find(MODULE).isPresent(), "this JDK has no " + MODULE);
    assumeTrue(Fma.IN_HARDWARE, "without fused arithmetic vectors are not used");
    Path errors = folder.resolve("errors"); // a JVM warns of the module, always
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules",
                MODULE,
                "-XX:+DisplayVMOutputToStderr",
                "-XX:MaxVectorSize=" + size,
                "-cp",
                System.getProperty("java.class.path"),
                VectorUnitProbe.class.getName())
            .redirectError(errors.toFile())
            .start();
    List<String> printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    int count = cases.size();
    assertThat(printed).hasSize(2 * count + 2);
    int used = Integer.parseInt(printed.get(count));
    int ready = Integer.parseInt(printed.get(count + 1));
    assertThat(used).as("cases that use vectors").isGreaterThan(count / 2);
    assertThat(ready).as("those whose code became fast").isGreaterThan(used / 2);
    assertLikeHere(printed.subList(0, count));
    assertLikeHere(printed.subList(count + 2, printed.size()));
  }

  /** Names only what differs: there are hundreds of cases. */
  private static void assertLikeHere(List<String> lines) {
    assertThat(IntStream.range(0, lines.size()).filter(i -> !lines.get(i).equals(expected.get(i))))
        .extracting(lines::get)
        .isEmpty();
  }
}
