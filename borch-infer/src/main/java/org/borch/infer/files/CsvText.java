package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;

/** The text of CmdStan's files, with the settings that are known. */
final class CsvText {

  /** Settings that say which draws a file has, not how they were made. */
  static final Set<String> OF_THE_FILE =
      Set.of("num_samples", "save_warmup", "thin", "file", "id", "method");

  /** Settings that CmdStan writes below {@code adapt}. */
  private static final List<String> ADAPTATION =
      List.of("engaged", "gamma", "delta", "kappa", "t0", "init_buffer", "term_buffer", "window");

  /** Settings that CmdStan writes first. */
  private static final List<String> FIRST =
      List.of("stan_version_major", "stan_version_minor", "stan_version_patch", "model");

  private final Draws draws;
  private final SampleStats stats;
  private final List<Tuning> tunings;
  private final Map<String, String> settings;
  private final Map<String, String> identifiers;
  private final Map<String, double[][]> columns = new LinkedHashMap<>();

  CsvText(Draws draws) {
    this.draws = draws;
    this.stats = draws.stats();
    this.tunings = draws.tunings(Tuning.class);
    this.settings = stats.settings();
    this.identifiers = ColumnNames.identifiers(draws.names());
    for (String name : draws.names()) {
      if (name.contains("\n") || name.contains("\r")) {
        throw new IllegalArgumentException(
            "\"" + name + "\": a line break in a name cannot be written to a CSV file");
      }
    }
    double[][] unknown = new double[draws.chainCount()][draws.drawCount()];
    if (stats.names().isEmpty()) { // as CmdStan writes draws that no sampler made
      columns.put(SampleStats.LOG_DENSITY, unknown);
      columns.put(SampleStats.ACCEPTANCE, unknown);
    } else if (!stats.has(SampleStats.LOG_DENSITY)) {
      Arrays.stream(unknown).forEach(chain -> Arrays.fill(chain, Double.NaN));
      columns.put(SampleStats.LOG_DENSITY, unknown);
    }
    stats.names().forEach(name -> columns.put(name, stats.get(name)));
    for (String name : draws.names()) {
      Shape shape = draws.shape(name);
      String identifier = identifiers.getOrDefault(name, name);
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

  void write(int chain, Appendable out) throws IOException {
    for (String line : header(chain)) {
      out.append("# ").append(line).append('\n');
    }
    out.append(String.join(",", columns.keySet())).append('\n');
    if (!tunings.isEmpty()) {
      for (String line : adaptation(tunings.get(chain))) {
        out.append("# ").append(line).append('\n');
      }
    }
    List<double[]> own = columns.values().stream().map(column -> column[chain]).toList();
    for (int draw = 0; draw < draws.drawCount(); draw++) {
      String separator = "";
      for (double[] column : own) {
        out.append(separator).append(number(column[draw]));
        separator = ",";
      }
      out.append('\n');
    }
    out.append("# \n");
  }

  private List<String> header(int chain) {
    List<String> lines = new ArrayList<>();
    FIRST.forEach(name -> add(lines, "", name));
    lines.add("method = sample");
    lines.add("  sample");
    lines.add("    num_samples = " + draws.drawCount());
    add(lines, "    ", "num_warmup");
    lines.add("    save_warmup = 0");
    lines.add("    thin = 1");
    if (stats.names().isEmpty()) {
      lines.add("    algorithm = fixed_param");
    } else {
      lines.add("    adapt");
      ADAPTATION.forEach(name -> add(lines, "      ", name));
      String algorithm = settings.getOrDefault(SampleStats.ALGORITHM, "hmc");
      lines.add("    algorithm = " + algorithm);
      lines.add("      " + algorithm);
      add(lines, "        ", "engine");
      if (settings.containsKey("engine")) {
        lines.add("          " + settings.get("engine"));
      }
      add(lines, "            ", SampleStats.MAX_DEPTH);
      add(lines, "            ", "int_time");
      if (!tunings.isEmpty()) {
        boolean dense = tunings.get(chain).metric().form() == Metric.Form.DENSE;
        lines.add("        metric = " + (dense ? "dense_e" : "diag_e"));
      }
    }
    lines.add("id = " + (chain + 1));
    if (settings.containsKey("seed")) {
      lines.add("random");
      add(lines, "  ", "seed");
    }
    identifiers.forEach(
        (name, identifier) -> {
          if (!name.equals(identifier)) {
            lines.add("borch_name " + identifier + " = " + name);
          }
        });
    return lines;
  }

  private void add(List<String> lines, String indent, String name) {
    String value = settings.get(name);
    if (value != null) {
      lines.add(indent + name + " = " + value);
    }
  }

  private static List<String> adaptation(Tuning tuning) {
    List<String> lines = new ArrayList<>();
    lines.add("Adaptation terminated");
    lines.add("Step size = " + number(tuning.stepSize()));
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
    return Arrays.stream(row).mapToObj(CsvText::number).collect(Collectors.joining(", "));
  }

  /** The shortest text that Java knows to stand for the double, in C's spelling. */
  private static String number(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    String text = Double.toString(x);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
