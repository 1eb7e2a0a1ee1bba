package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Measures the memory of a program in a JVM of its own. */
public final class MemoryProbe {

  private MemoryProbe() {}

  /**
   * Runs a program that prints whole numbers; returns them. What grows in a JVM on the way to its
   * own steady state (the optimising compiler, G1, malloc's arenas: up to 3 %) is not what is
   * measured and is kept small.
   *
   * @param heap of the JVM, such as {@code 64m}
   */
  public static List<Integer> run(Class<?> program, String heap, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.start();
    List<Integer> numbers = new ArrayList<>();
    try (Scanner output = new Scanner(process.getInputStream(), StandardCharsets.UTF_8)) {
      while (output.hasNextInt()) {
        numbers.add(output.nextInt());
      }
    }
    assertThat(process.waitFor()).isZero();
    return numbers;
  }

  /** The resident memory of this process. */
  public static long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mean of some measurements. */
  public static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
  }
}
