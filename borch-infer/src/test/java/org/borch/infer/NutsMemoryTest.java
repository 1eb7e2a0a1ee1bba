package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The space of all draws is there from the start; nothing else may grow. */
@EnabledOnOs(OS.LINUX)
class NutsMemoryTest {

  @Test
  void memoryIsFlatOver20000Draws() throws Exception {
    requireFlat(20_000, BackEnd.JVM);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver100000Draws() throws Exception {
    requireFlat(100_000, BackEnd.JVM);
  }

  @Test
  @Tag("slow")
  void memoryIsFlatOver20000DrawsOfTheEngine() throws Exception {
    requireFlat(20_000, BackEnd.TORCHSCRIPT);
  }

  private static void requireFlat(int draws, BackEnd backEnd)
      throws IOException, InterruptedException {
    // As for SVI: what grows on the way to its own steady state is kept small.
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                NutsMemory.class.getName(),
                Integer.toString(draws),
                backEnd.name())
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
    System.out.println("NUTS, " + draws + " draws, " + backEnd + ", kilobytes: " + numbers);
    assertThat(numbers).as("heap early, heap late, RSS early, RSS late").hasSize(4);
    // An object of one number for each draw would be 16 bytes.
    int allowed = draws * 9 / 10 * 16 / 1024 / 2;
    assertThat(numbers.get(1)).isLessThanOrEqualTo(numbers.get(0) + allowed);
    assertThat(numbers.get(3)).isLessThanOrEqualTo((int) (numbers.get(2) * 1.02));
  }
}
