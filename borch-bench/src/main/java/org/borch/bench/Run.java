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
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
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
 * Runs the benchmarks whose name or class matches a pattern and writes a table: time and bytes
 * allocated per call, and what {@link ColdStart} and {@link Sampling} say. All variants of a
 * benchmark run, each in a JVM of its own with one thread for compute.
 */
public final class Run {
  /** Bytes per call, as JMH's profiler calls them. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

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
    Pattern pattern = Pattern.compile(args[1]);
    List<Figure> figures = new ArrayList<>();
    figures.addAll(ColdStart.figures(pattern));
    figures.addAll(Sampling.figures(pattern));
    Set<String> classes = matching(pattern);
    if (!classes.isEmpty()) {
      figures.addAll(figures(new Runner(options(classes).build()).run()));
    }
    if (figures.isEmpty()) {
      System.err.printf("no benchmark matches %s%n", args[1]);
      System.exit(1);
    }
    List<String> table = new ArrayList<>(List.of(Figure.HEADER));
    figures.forEach(figure -> table.add(figure.row(figures)));
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
            .warmupIterations(4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(6)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend(
                "-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1");
    classes.forEach(name -> options.include("^" + Pattern.quote(name) + "\\."));
    return options;
  }

  private static List<Figure> figures(Collection<RunResult> results) {
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      int dot = params.getBenchmark().lastIndexOf('.');
      Reference reference = reference(params.getBenchmark().substring(0, dot));
      StringBuilder name = new StringBuilder(reference.benchmark());
      for (String key : params.getParamsKeys()) {
        name.append(" ").append(key).append("=").append(params.getParam(key));
      }
      String variant = params.getBenchmark().substring(dot + 1);
      figures.add(
          new Figure(
              name.toString(),
              variant,
              result.getPrimaryResult().getScore(),
              "ns",
              reference.variant()));
      Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
      if (bytes != null) {
        figures.add(
            new Figure(name.toString(), variant, bytes.getScore(), "B", reference.variant()));
      }
    }
    List<Figure> speedUps =
        figures.stream().flatMap(figure -> figure.speedUp(figures).stream()).toList();
    figures.addAll(speedUps);
    return figures;
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
