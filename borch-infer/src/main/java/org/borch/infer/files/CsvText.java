package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Info;

/** The text of CmdStan's files, with the settings that are known. */
final class CsvText {

  /** Settings that say which draws a file has, not how they were made. */
  static final Set<String> OF_THE_FILE =
      Set.of(
          "num_samples",
          "save_warmup",
          "thin",
          "file",
          "id",
          "method",
          CsvComments.ADDED,
          CsvComments.WARMUP_SECONDS,
          CsvComments.SAMPLING_SECONDS);

  /** Settings that CmdStan writes below {@code adapt}. */
  private static final List<String> ADAPTATION =
      List.of("engaged", "gamma", "delta", "kappa", "t0", "init_buffer", "term_buffer", "window");

  /** Settings that CmdStan writes first, and what stands for those that are not known. */
  private static final List<Map.Entry<String, String>> FIRST =
      List.of(
          // The version whose layout this is: readers ask for one.
          Map.entry("stan_version_major", "2"),
          Map.entry("stan_version_minor", "36"),
          Map.entry("stan_version_patch", "0"),
          Map.entry("model", "borch"),
          Map.entry("start_datetime", ""));

  /** Settings that are written one at a time. */
  private static final List<String> OTHERS =
      List.of("num_warmup", Algorithm.NAME, "engine", Algorithm.MAX_DEPTH, "int_time", "seed");

  private static final Pattern OF_SAMPLER = Pattern.compile("[A-Za-z][A-Za-z0-9_]*__");

  /** CmdStanPy takes no exponents. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");

  private final Draws draws;
  private final SampleStats stats;
  private final List<Tuning> tunings;
  private final Map<String, String> settings;
  private final List<CsvVariable> variables = new ArrayList<>();
  private final Map<String, double[][]> columns = new LinkedHashMap<>();
  private final String identity;
  private final boolean isFilled;

  /**
   * The text of draws.
   *
   * @throws IllegalArgumentException if they could not be read back
   */
  CsvText(Draws draws) {
    this.draws = draws;
    this.stats = draws.stats();
    this.tunings = draws.tunings(Tuning.class);
    this.settings = stats.settings();
    this.isFilled = !stats.names().isEmpty() && !stats.has(Info.LOG_DENSITY);
    requireReadable();
    this.identity = CsvRun.identity(draws);
    double[][] unknown = new double[draws.chainCount()][draws.drawCount()];
    if (stats.names().isEmpty()) { // as CmdStan writes draws that no sampler made
      columns.put(Info.LOG_DENSITY, unknown);
      columns.put(Info.ACCEPTANCE, unknown);
    } else if (isFilled) {
      Arrays.stream(unknown).forEach(chain -> Arrays.fill(chain, Double.NaN));
      columns.put(Info.LOG_DENSITY, unknown);
    }
    stats.names().forEach(name -> columns.put(name, stats.get(name)));
    Map<String, String> identifiers = ColumnNames.identifiers(draws.names());
    for (String name : draws.names()) {
      Shape shape = draws.shape(name);
      String identifier = identifiers.getOrDefault(name, name);
      variables.add(new CsvVariable(identifier, name, shape, OwnNames.of(draws, name)));
      int[] index = new int[shape.dimension()];
      for (int offset : ColumnNames.offsets(shape)) {
        int rest = offset;
        for (int axis = index.length - 1; axis >= 0; axis--) {
          index[axis] = rest % Math.toIntExact(shape.get(axis));
          rest /= Math.toIntExact(shape.get(axis));
        }
        columns.put(ColumnNames.column(identifier, shape, offset), draws.element(name, index));
      }
    }
  }

  private void requireReadable() {
    long count = 2L + stats.names().size();
    for (String name : draws.names()) {
      count += draws.shape(name).size();
      requireText(name);
      OwnNames.of(draws, name).forEach(CsvText::requireText);
    }
    if (count > CsvChain.MAX_COLUMNS) {
      throw new IllegalArgumentException(
          count + " columns in a CSV file, expected at most " + CsvChain.MAX_COLUMNS + "; use Npz");
    }
    for (String name : stats.names()) {
      if (!OF_SAMPLER.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "sample stats \""
                + name
                + "\" in a CSV file, expected letters, digits and a final __ as in lp__; use Npz");
      }
    }
    List<String> written = new ArrayList<>(ADAPTATION);
    FIRST.forEach(first -> written.add(first.getKey()));
    written.addAll(OTHERS);
    for (String name : written) {
      String value = settings.getOrDefault(name, "");
      if (!value.equals(value.strip())
          || value.contains("(Default)")
          || value.chars().anyMatch(Character::isISOControl)
          || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw new IllegalArgumentException(
            "the setting " + name + " = \"" + value + "\" in a CSV file, expected plain text");
      }
    }
    if (!stats.names().isEmpty() && "fixed_param".equals(settings.get(Algorithm.NAME))) {
      throw new IllegalArgumentException(
          "sample stats of the algorithm fixed_param in a CSV file, expected none there; use Npz");
    }
  }

  private static void requireText(String name) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\": half a pair of surrogates, expected Unicode text; rename it");
    }
  }

  void write(int chain, Appendable out) throws IOException {
    for (String line : header(chain)) {
      comment(out, line);
    }
    out.append(String.join(",", columns.keySet())).append('\n');
    for (String line : adaptation(chain)) {
      comment(out, line);
    }
    List<double[]> own = columns.values().stream().map(column -> column[chain]).toList();
    for (int draw = 0; draw < draws.drawCount(); draw++) {
      String separator = "";
      for (double[] column : own) {
        out.append(separator).append(CsvNumbers.text(column[draw]));
        separator = ",";
      }
      out.append('\n');
    }
    for (String line : timing(chain)) {
      comment(out, line);
    }
  }

  private static void comment(Appendable out, String line) throws IOException {
    out.append("# ").append(line).append('\n');
  }

  private List<String> header(int chain) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> first : FIRST) {
      String value = settings.getOrDefault(first.getKey(), first.getValue());
      if (!value.isEmpty()) {
        lines.add(first.getKey() + " = " + value);
      }
    }
    lines.add("method = sample");
    lines.add("  sample");
    lines.add("    num_samples = " + draws.drawCount());
    lines.add("    num_warmup = " + settings.getOrDefault("num_warmup", "0")); // CmdStanPy asks
    lines.add("    save_warmup = 0");
    lines.add("    thin = 1");
    if (stats.names().isEmpty()) {
      lines.add("    algorithm = fixed_param");
    } else {
      lines.add("    adapt");
      ADAPTATION.forEach(name -> add(lines, "      ", name));
      String algorithm = settings.getOrDefault(Algorithm.NAME, "hmc");
      lines.add("    algorithm = " + algorithm);
      lines.add("      " + algorithm);
      add(lines, "        ", "engine");
      if (settings.containsKey("engine")) {
        lines.add("          " + settings.get("engine"));
      }
      add(lines, "            ", Algorithm.MAX_DEPTH);
      add(lines, "            ", "int_time");
      lines.add("        metric = " + metric(chain));
    }
    lines.add("id = " + (chain + 1));
    if (settings.containsKey("seed")) {
      lines.add("random");
      add(lines, "  ", "seed");
    }
    if (isFilled) {
      lines.add(CsvComments.ADDED + " = " + Info.LOG_DENSITY);
    }
    CsvRun run = new CsvRun(identity, chain + 1, draws.chainCount());
    lines.add(CsvComments.RUN + " = " + run);
    variables.forEach(variable -> lines.add(CsvComments.VARIABLE + variable));
    return lines;
  }

  private String metric(int chain) {
    if (tunings.isEmpty()) {
      return "unit_e";
    }
    boolean dense = tunings.get(chain).metric().form() == Metric.Form.DENSE;
    return dense ? "dense_e" : "diag_e";
  }

  private void add(List<String> lines, String indent, String name) {
    String value = settings.get(name);
    if (value != null) {
      lines.add(indent + name + " = " + value);
    }
  }

  private List<String> adaptation(int chain) {
    List<String> lines = new ArrayList<>();
    if (tunings.isEmpty()) {
      if (stats.has(Info.STEP_SIZE)) { // readers expect the block where there are steps
        double[] steps = stats.get(Info.STEP_SIZE)[chain];
        lines.add("Adaptation terminated");
        lines.add("Step size = " + CsvNumbers.text(steps[steps.length - 1]));
        lines.add("No free parameters for unit metric");
      }
      return lines;
    }
    Tuning tuning = tunings.get(chain);
    lines.add("Adaptation terminated");
    lines.add("Step size = " + CsvNumbers.text(tuning.stepSize()));
    if (tuning.metric().form() == Metric.Form.DENSE) {
      lines.add("Elements of inverse mass matrix:");
      for (double[] row : tuning.metric().inverseMass()) {
        lines.add(joined(row));
      }
    } else {
      lines.add("Diagonal elements of inverse mass matrix:");
      lines.add(joined(tuning.metric().variances()));
    }
    return lines;
  }

  private static String joined(double[] row) {
    return Arrays.stream(row).mapToObj(CsvNumbers::text).collect(Collectors.joining(", "));
  }

  /** As CmdStan lays it out: readers look for a second comment behind the draws. */
  private List<String> timing(int chain) {
    List<String> lines = new ArrayList<>(List.of(""));
    String warmup = seconds(CsvComments.WARMUP_SECONDS, chain);
    String sampling = seconds(CsvComments.SAMPLING_SECONDS, chain);
    if (!warmup.isEmpty() && !sampling.isEmpty()) {
      BigDecimal total = new BigDecimal(warmup).add(new BigDecimal(sampling));
      lines.add(" Elapsed Time: " + warmup + " seconds (Warm-up)");
      lines.add("               " + sampling + " seconds (Sampling)");
      lines.add("               " + total.toPlainString() + " seconds (Total)");
    }
    lines.add("");
    return lines;
  }

  /** A chain's part of a setting that has one number for each of them; empty if not known. */
  private String seconds(String setting, int chain) {
    String[] all = settings.getOrDefault(setting, "").split(" ", -1);
    boolean isKnown = all.length == draws.chainCount() && SECONDS.matcher(all[chain]).matches();
    return isKnown ? all[chain] : "";
  }
}
