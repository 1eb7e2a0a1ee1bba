package org.borch.infer.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * What the comments of CmdStan's files say: settings, the result of warm-up, the time; and in files
 * of ours the run and the variables.
 */
final class CsvComments {

  static final String RUN = "borch_run";
  static final String VARIABLE = "borch_variable ";
  static final String ADDED = "borch_added";
  static final String WARMUP_SECONDS = "warmup_seconds";
  static final String SAMPLING_SECONDS = "sampling_seconds";

  private static final String STEP_SIZE = "Step size =";
  private static final String METRIC = "inverse mass matrix";
  private static final int MAX_SETTINGS = 10_000;

  /** No number of steps is larger. */
  private static final int MAX_DIGITS = 9;

  private static final Pattern SECONDS =
      Pattern.compile("(?:Elapsed Time: )?([0-9.e+-]{1,30}) seconds \\((Warm-up|Sampling)\\)");

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<CsvVariable> variables = new ArrayList<>();
  private final List<double[]> metric = new ArrayList<>();
  private @Nullable CsvRun run;
  private @Nullable Double stepSize;
  private boolean inMatrix;

  /**
   * Takes a comment without its sign.
   *
   * @throws IllegalArgumentException if it is one of those that have a meaning, and damaged
   */
  void add(String text) {
    if (inMatrix && addRow(text)) {
      return;
    }
    inMatrix = text.endsWith(METRIC + ":");
    int equals = text.indexOf('=');
    Matcher seconds = SECONDS.matcher(text);
    if (text.startsWith(STEP_SIZE)) {
      stepSize = CsvNumbers.parse(text.substring(STEP_SIZE.length()).trim());
    } else if (text.startsWith(VARIABLE)) {
      addVariable(CsvVariable.parse(text.substring(VARIABLE.length())));
    } else if (seconds.matches()) {
      String phase = seconds.group(2).equals("Sampling") ? SAMPLING_SECONDS : WARMUP_SECONDS;
      setting(phase, seconds.group(1));
    } else if (equals > 0) {
      String value = text.substring(equals + 1).replace("(Default)", "").trim();
      setting(text.substring(0, equals).trim(), value);
    }
  }

  private void setting(String name, String value) {
    if (name.equals(RUN)) {
      run = CsvRun.parse(value);
    } else {
      settings.put(name, value);
    }
    if (settings.size() > MAX_SETTINGS) {
      throw new IllegalArgumentException("more than " + MAX_SETTINGS + " settings");
    }
  }

  private void addVariable(CsvVariable variable) {
    if (variables.size() == CsvChain.MAX_COLUMNS) {
      throw new IllegalArgumentException("more than " + CsvChain.MAX_COLUMNS + " variables");
    }
    variables.add(variable);
  }

  private boolean addRow(String text) {
    if (text.isEmpty()) {
      return false;
    }
    double[] row = new double[1 + (int) text.chars().filter(c -> c == ',').count()];
    int from = 0;
    for (int i = 0; i < row.length; i++) {
      int end = CsvNumbers.endOfCell(text, from);
      try {
        row[i] = CsvNumbers.parse(text.substring(from, end).trim());
      } catch (NumberFormatException e) {
        return false;
      }
      from = end + 1;
    }
    return metric.add(row);
  }

  /** What follows is no row of the inverse mass matrix any more. */
  void endMatrix() {
    inMatrix = false;
  }

  /** As the file has them. */
  Map<String, String> settings() {
    return settings;
  }

  /**
   * A setting that counts steps; empty if there is none.
   *
   * @throws IllegalArgumentException if it is no whole number
   */
  OptionalInt count(String setting) {
    String value = settings.get(setting);
    if (value == null) {
      return OptionalInt.empty();
    }
    boolean isCount = !value.isEmpty() && value.length() <= MAX_DIGITS;
    if (!isCount || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          setting + " = " + value + ", expected a whole number below a billion");
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  /** The run of a file of ours. */
  Optional<CsvRun> run() {
    return Optional.ofNullable(run);
  }

  /** The variables of a file of ours. */
  List<CsvVariable> variables() {
    return variables;
  }

  /**
   * What warm-up found; empty without step size or matrix.
   *
   * @throws IllegalArgumentException if the matrix is not square
   */
  Optional<Tuning> tuning() {
    if (stepSize == null || metric.isEmpty()) {
      return Optional.empty();
    }
    int dimension = metric.get(0).length;
    boolean dense = metric.size() > 1;
    if (dense
        && (metric.size() != dimension
            || metric.stream().anyMatch(row -> row.length != dimension))) {
      throw new IllegalArgumentException("the inverse mass matrix is not square");
    }
    try {
      Metric read =
          dense || "dense_e".equals(settings.get("metric"))
              ? Metric.dense(metric.toArray(double[][]::new))
              : Metric.diagonal(metric.get(0));
      return Optional.of(new Tuning(stepSize, read));
    } catch (IllegalArgumentException notPositiveDefinite) {
      return Optional.empty(); // CmdStan prints six digits, which may be too few
    }
  }
}
