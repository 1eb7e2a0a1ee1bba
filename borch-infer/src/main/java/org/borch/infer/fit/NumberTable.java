package org.borch.infer.fit;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.borch.Suggestion;

/** Named rows of numbers with aligned columns. */
final class NumberTable {

  private static final int WIDTH = 10;

  private final String format;
  private final StringBuilder lines = new StringBuilder();

  /**
   * A table without rows.
   *
   * @param names of the rows to come
   */
  NumberTable(Collection<String> names, String... columns) {
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    format = "%-" + Math.max(1, width) + "s%s%n";
    line("", columns);
  }

  /** Appends a row; numbers that are not finite are left out. */
  void add(String name, double... numbers) {
    line(name, Arrays.stream(numbers).mapToObj(NumberTable::text).toArray(String[]::new));
  }

  /**
   * The row of a name.
   *
   * @param table what to call the table in the error
   * @throws IllegalArgumentException if there is none
   */
  static <R> R row(String table, List<R> rows, Function<R, String> nameOf, String name) {
    return rows.stream()
        .filter(row -> nameOf.apply(row).equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> known = rows.stream().map(nameOf).toList();
              return new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "row(\"%s\"): the %s has only %s%s",
                      name,
                      table,
                      known,
                      Suggestion.of(name, known)));
            });
  }

  private void line(String name, String... cells) {
    String padded =
        Arrays.stream(cells)
            .map(cell -> " ".repeat(Math.max(0, WIDTH - cell.length())) + cell)
            .collect(Collectors.joining());
    lines.append(String.format(Locale.ROOT, format, name, padded));
  }

  /** A number as the tables show it. */
  static String text(double x) {
    if (!Double.isFinite(x)) {
      return "-";
    }
    double size = Math.abs(x);
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
    return String.format(Locale.ROOT, plain ? "%.3f" : "%.2e", x);
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
