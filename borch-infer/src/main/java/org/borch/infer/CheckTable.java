package org.borch.infer;

import java.util.List;
import java.util.Locale;

/**
 * The rows of a {@link Check} with aligned columns.
 *
 * @param variables the rows of each variable
 */
record CheckTable(List<List<Check.Row>> variables) {

  @Override
  public String toString() {
    int width =
        variables.stream()
            .flatMap(List::stream)
            .mapToInt(row -> row.name().length())
            .max()
            .orElse(0);
    String format = "%-" + Math.max(1, width) + "s%10s%10s%10s%10s%10s%n";
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, format, "", "q mean", "q sd", "mean", "sd", "error"));
    for (List<Check.Row> rows : variables) {
      for (Check.Row row : rows) {
        table.append(
            String.format(
                Locale.ROOT,
                format,
                row.name(),
                number(row.mean()),
                number(row.sd()),
                number(row.correctedMean()),
                number(row.correctedSd()),
                number(row.correctedError())));
      }
    }
    return table.toString();
  }

  private static String number(double x) {
    if (!Double.isFinite(x)) {
      return "-";
    }
    double size = Math.abs(x);
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
    return String.format(Locale.ROOT, plain ? "%.3f" : "%.2e", x);
  }
}
