package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory is measured in a process whose Java heap is there from the start. */
@EnabledOnOs(OS.LINUX)
class SviMemoryTest {

  @Test
  void memoryIsFlatOver20000Steps() throws Exception {
    requireFlat(20_000);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver200000Steps() throws Exception {
    requireFlat(200_000);
  }

  private static void requireFlat(int steps) throws IOException, InterruptedException {
    // The JVM's optimising compiler, G1 and malloc's arenas grow by up to 3 % on the way to their
    // own steady state, which is not what is measured: they are kept small.
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                SviMemory.class.getName(),
                Integer.toString(steps))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.start();
    List<Integer> numbers = new ArrayList<>();
    try (Scanner output = new Scanner(process.getInputStream(), StandardCharsets.UTF_8)) {
      while (output.hasNextInt()) {
        numbers.add(output.nextInt());
      }
    }
    assertThat(process.waitFor()).isZero();
    assertThat(numbers).as("live early, live late, RSS early, RSS late").hasSize(4);
    assertThat(numbers.get(1)).isEqualTo(numbers.get(0));
    assertThat(numbers.get(3)).isLessThanOrEqualTo((int) (numbers.get(2) * 1.02));
  }
}
