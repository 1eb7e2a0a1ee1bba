package org.borch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program printed in a new JVM.
 *
 * @param lines of its standard output
 * @param milliseconds from {@code java} to the first line
 */
record Child(List<String> lines, double milliseconds) {

  /**
   * Runs a program with the class path and the Java of this JVM, on one compute thread.
   *
   * @throws IOException if it cannot be started, fails or prints nothing
   */
  static Child run(Class<?> program, String... arguments) throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(java.stream(), Stream.of(arguments)).toList())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    long begin = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader output = process.inputReader()) {
      String first = output.readLine();
      double milliseconds = (System.nanoTime() - begin) / 1e6;
      List<String> rest = output.lines().toList();
      if (process.waitFor() != 0 || first == null) {
        throw new IOException(program.getSimpleName() + " failed with " + process.exitValue());
      }
      return new Child(Stream.concat(Stream.of(first), rest.stream()).toList(), milliseconds);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program.getSimpleName() + " ran", e);
    }
  }
}
