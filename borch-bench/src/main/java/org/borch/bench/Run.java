package org.borch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks whose name or class matches a pattern and writes their times as a table. All
 * variants of a benchmark run, each in a JVM of its own with one thread for compute.
 */
public final class Run {
  private Run() {}

  /**
   * Arguments: the file to write, a regular expression.
   *
   * @param args file and pattern
   * @throws IOException if the file cannot be written
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] args) throws IOException, RunnerException {
    Path file = Path.of(args[0]);
    Set<String> classes = matching(Pattern.compile(args[1]));
    if (classes.isEmpty()) {
      System.err.printf("no benchmark matches %s%n", args[1]);
      System.exit(1);
    }
    List<Timing> timings = timings(new Runner(options(classes).build()).run());
    List<String> table = new ArrayList<>(List.of(Timing.HEADER));
    timings.forEach(timing -> table.add(timing.row(timings)));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, table);
    table.forEach(System.out::println);
  }

  private static Set<String> matching(Pattern pattern) {
    Set<String> classes = new TreeSet<>();
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of())) {
      String name = entry.getUserClassQName();
      if (pattern.matcher(reference(name).benchmark() + " " + name).find()) {
        classes.add(name);
      }
    }
    return classes;
  }

  private static ChainedOptionsBuilder options(Set<String> classes) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .threads(1)
            .warmupIterations(4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(6)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .jvmArgsAppend(
                "-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1");
    classes.forEach(name -> options.include("^" + Pattern.quote(name) + "\\."));
    return options;
  }

  private static List<Timing> timings(Collection<RunResult> results) {
    List<Timing> timings = new ArrayList<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      int dot = params.getBenchmark().lastIndexOf('.');
      Reference reference = reference(params.getBenchmark().substring(0, dot));
      StringBuilder name = new StringBuilder(reference.benchmark());
      for (String key : params.getParamsKeys()) {
        name.append(" ").append(key).append("=").append(params.getParam(key));
      }
      timings.add(
          new Timing(
              name.toString(),
              params.getBenchmark().substring(dot + 1),
              result.getPrimaryResult().getScore(),
              reference.variant()));
    }
    return timings;
  }

  private static Reference reference(String className) {
    try {
      Reference reference = Class.forName(className).getAnnotation(Reference.class);
      if (reference == null) {
        throw new IllegalStateException(className + " has no @Reference: say what it measures");
      }
      return reference;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
