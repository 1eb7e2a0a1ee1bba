package org.borch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.borch.infer.LogDensity;
import org.borch.tensor.Seed;

/**
 * The first 1,000 gradients of eight schools in a new JVM. {@link #figure} takes the time from
 * {@code java} to the last of them.
 */
public final class ColdStart {

  static final String NAME = "start.eight_schools";

  private static final int GRADIENTS = 1_000;
  private static final int RUNS = 5;

  private ColdStart() {}

  /**
   * Computes the gradients and prints the last value.
   *
   * @param args none
   */
  public static void main(String[] args) {
    LogDensity density = LogDensity.of(EightSchools.model(), Seed.of(1));
    LogDensity.Evaluator evaluator = density.evaluator();
    double[] at = new double[density.dimension()];
    double[] gradient = new double[at.length];
    double value = 0;
    for (int i = 0; i < GRADIENTS; i++) {
      at[i % at.length] += 1e-3;
      value = evaluator.valueAndGradient(at, gradient);
    }
    System.out.println(value);
  }

  /** The median time of some new JVMs. */
  static Figure figure() throws IOException {
    double[] milliseconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      milliseconds[i] = once();
    }
    Arrays.sort(milliseconds);
    return new Figure(NAME, "chosen", milliseconds[RUNS / 2], "ms", "chosen");
  }

  private static double once() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    long begin = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader output = process.inputReader()) {
      String value = output.readLine();
      double time = (System.nanoTime() - begin) / 1e6;
      if (value == null) {
        throw new IOException("the cold start printed nothing");
      }
      return time;
    }
  }
}
