package org.borch.infer.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.jspecify.annotations.Nullable;

/** A file of CmdStan: one chain, its settings and what warm-up found. */
final class CsvChain {

  private static final String STEP_SIZE = "Step size =";
  private static final String METRIC = "inverse mass matrix";
  private static final String RENAMED = "borch_name ";

  private final Path file;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final List<double[]> rows = new ArrayList<>();
  private final List<double[]> metric = new ArrayList<>();
  private List<String> columns = List.of();
  private @Nullable Double stepSize;
  private boolean inMetric;

  private CsvChain(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be read, is damaged, cut off or something
   *     else
   */
  static CsvChain read(Path file) {
    CsvChain chain = new CsvChain(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      boolean inData = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        inData = !line.startsWith("#") && !line.isBlank();
        if (inData) {
          chain.row(line, number);
        } else if (!line.isBlank()) {
          chain.comment(line.substring(1).trim());
        }
      }
      if (inData && !endsWithNewline(file)) {
        throw NewFiles.refused(file, "cut off in line " + number);
      }
    } catch (CharacterCodingException e) {
      throw NewFiles.refused(file, "not a text file");
    } catch (IOException e) {
      throw NewFiles.failed(file, "read", e);
    }
    chain.check();
    return chain;
  }

  private static boolean endsWithNewline(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(bytes.length() - 1);
      return bytes.read() == '\n';
    }
  }

  private void comment(String text) {
    if (inMetric && isNumbers(text)) {
      metric.add(split(text).mapToDouble(CsvChain::number).toArray());
      return;
    }
    inMetric = text.endsWith(METRIC + ":");
    int equals = text.indexOf('=');
    if (text.startsWith(STEP_SIZE)) {
      stepSize = number(text.substring(STEP_SIZE.length()).trim());
    } else if (text.startsWith(RENAMED) && equals > 0) {
      renamed.put(
          text.substring(RENAMED.length(), equals).trim(), text.substring(equals + 1).trim());
    } else if (equals > 0) {
      String value = text.substring(equals + 1).replace("(Default)", "").trim();
      settings.put(text.substring(0, equals).trim(), value);
    }
  }

  private static boolean isNumbers(String text) {
    return split(text).allMatch(CsvChain::isNumber);
  }

  private static Stream<String> split(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::trim);
  }

  private static boolean isNumber(String text) {
    try {
      number(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private void row(String line, int number) {
    inMetric = false;
    String[] cells = split(line).toArray(String[]::new);
    if (columns.isEmpty()) {
      columns = List.of(cells);
      if (!columns.contains("lp__")) {
        throw NewFiles.refused(file, "no file of a sampler: the columns have no lp__");
      }
      return;
    }
    if (cells.length != columns.size()) {
      throw NewFiles.refused(
          file,
          "line %d has %d numbers, expected %d as in the header"
              .formatted(number, cells.length, columns.size()));
    }
    double[] row = new double[cells.length];
    for (int i = 0; i < row.length; i++) {
      try {
        row[i] = number(cells[i]);
      } catch (NumberFormatException e) {
        throw NewFiles.refused(
            file,
            "line %d, column %s: got \"%s\", expected a number"
                .formatted(number, columns.get(i), cells[i]));
      }
    }
    rows.add(row);
  }

  /** A number as C++ writes it. */
  static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (text.isEmpty() || !Character.isDigit(text.charAt(text.length() - 1))) {
          throw new NumberFormatException(text); // parseDouble takes Java's suffixes, too
        }
        yield Double.parseDouble(text);
      }
    };
  }

  private void check() {
    String method = settings.getOrDefault("method", "sample");
    if (!method.equals("sample")) {
      throw NewFiles.refused(file, "output of the method " + method + ", expected sample");
    }
    if (columns.isEmpty()) {
      throw NewFiles.refused(file, "no header of columns");
    }
    Optional<Integer> samples = count("num_samples");
    int expected = warmupRows() + samples.map(this::thinned).orElse(rows.size() - warmupRows());
    if (rows.size() != expected || rows.size() == warmupRows()) {
      throw NewFiles.refused(
          file,
          "%d draws, expected %d by its own settings: the file is cut off or still being written"
              .formatted(rows.size(), Math.max(expected, 1)));
    }
  }

  private int thinned(int steps) {
    int thin = Math.max(1, count("thin").orElse(1));
    return (steps + thin - 1) / thin;
  }

  private Optional<Integer> count(String setting) {
    try {
      return Optional.ofNullable(settings.get(setting)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      throw NewFiles.refused(
          file, setting + " = " + settings.get(setting) + ", expected a whole number");
    }
  }

  private int warmupRows() {
    String saved = settings.getOrDefault("save_warmup", "0");
    boolean isSaved = saved.equals("1") || saved.equals("true");
    return isSaved ? thinned(count("num_warmup").orElse(0)) : 0;
  }

  Path file() {
    return file;
  }

  /** As the file has them. */
  Map<String, String> settings() {
    return settings;
  }

  List<String> columns() {
    return columns;
  }

  /** The variable's own name for an identifier that the writer made up. */
  String original(String identifier) {
    return renamed.getOrDefault(identifier, identifier);
  }

  /** The draws, or those of warm-up if they were saved. */
  List<double[]> rows(boolean warmup) {
    return warmup ? rows.subList(0, warmupRows()) : rows.subList(warmupRows(), rows.size());
  }

  /** What warm-up found; empty without step size or matrix. */
  Optional<Tuning> tuning() {
    if (stepSize == null || metric.isEmpty()) {
      return Optional.empty();
    }
    int dimension = metric.get(0).length;
    boolean dense = metric.size() > 1;
    if (dense
        && (metric.size() != dimension
            || metric.stream().anyMatch(row -> row.length != dimension))) {
      throw NewFiles.refused(file, "the inverse mass matrix is not square");
    }
    try {
      Metric read =
          dense ? Metric.dense(metric.toArray(double[][]::new)) : Metric.diagonal(metric.get(0));
      return Optional.of(new Tuning(stepSize, read));
    } catch (IllegalArgumentException notPositiveDefinite) {
      return Optional.empty(); // CmdStan prints six digits, which may be too few
    }
  }
}
