package org.borch.infer.draws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.borch.Suggestion;
import org.borch.infer.diagnostics.Diagnosis;

/**
 * Draws as a table, in the columns that users of CmdStan and ArviZ know: a row for every scalar and
 * every element, named as in Stan, {@code theta[1]} being the first.
 *
 * <pre>
 *           mean  mcse_mean    sd  mcse_sd     5%    50%    95%  ess_bulk  ess_tail  r_hat
 * mu        4.41      0.065  3.33    0.046  -1.05   4.40   9.89      2611      2105  1.001
 * theta[1]  6.24      0.104  5.62    0.097  -1.93   5.68  16.20      2890      2544  1.000
 * </pre>
 *
 * What is undefined, such as the R-hat of a constant, is {@code nan}.
 */
public final class DrawsSummary {

  /** More rows than this are for a program, not for a person. */
  private static final int MOST_ROWS = 40;

  private static final String[] HEAD = {
    "mean", "mcse_mean", "sd", "mcse_sd", "5%", "50%", "95%", "ess_bulk", "ess_tail", "r_hat"
  };

  /** Digits of the standard deviation, to whose last place estimates are shown. */
  private static final int DIGITS = 3;

  private static final int MOST_DECIMALS = 6;
  private static final double LARGEST_PLAIN = 1e7;

  private final Map<String, Diagnosis> rows;

  private DrawsSummary(Map<String, Diagnosis> rows) {
    this.rows = Collections.unmodifiableMap(rows);
  }

  static DrawsSummary of(Draws draws) {
    Map<String, Diagnosis> rows = new LinkedHashMap<>();
    for (String name : draws.names()) {
      List<String> elements = draws.elements(name);
      for (int offset = 0; offset < elements.size(); offset++) {
        rows.put(elements.get(offset), Diagnosis.of(draws.elementAt(name, offset)));
      }
    }
    return new DrawsSummary(rows);
  }

  /** The rows by name, in the order of the variables, their elements row-major. */
  public Map<String, Diagnosis> rows() {
    return rows;
  }

  /**
   * The row of a name.
   *
   * @param name {@code mu}, {@code theta[1]}
   * @throws IllegalArgumentException if there is none
   */
  public Diagnosis row(String name) {
    Diagnosis row = rows.get(name);
    if (row == null) {
      throw new IllegalArgumentException(
          "row(\""
              + name
              + "\"): the summary has only "
              + rows.keySet()
              + Suggestion.of(name, rows.keySet()));
    }
    return row;
  }

  /** The table of the first 40 rows; {@link #table()} has all. */
  @Override
  public String toString() {
    return table(MOST_ROWS);
  }

  /** The table of all rows. */
  public String table() {
    return table(rows.size());
  }

  /** The table of the first rows; a last line says how many more there are. */
  public String table(int most) {
    List<String> names = rows.keySet().stream().limit(most).toList();
    String[][] cells = new String[names.size() + 1][];
    cells[0] = HEAD;
    for (int i = 0; i < names.size(); i++) {
      cells[i + 1] = cells(row(names.get(i)));
    }
    int first = names.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String name = i == 0 ? "" : names.get(i - 1);
      table.append(name).append(" ".repeat(first - name.length()));
      for (int column = 0; column < HEAD.length; column++) {
        int width = 0;
        for (String[] row : cells) {
          width = Math.max(width, row[column].length());
        }
        String cell = cells[i][column];
        table.append(" ".repeat(2 + width - cell.length())).append(cell);
      }
      table.append('\n');
    }
    if (names.size() < rows.size()) {
      table.append("... ").append(rows.size() - names.size()).append(" more: table() has all\n");
    }
    return table.toString();
  }

  /** All rows as CSV: names and numbers to the last digit, {@code NaN} for what is undefined. */
  public String toCsv() {
    List<List<String>> cells = new ArrayList<>();
    rows.forEach((name, row) -> cells.add(exact(name, row)));
    return new TextTable(head(), cells).toCsv();
  }

  /** All rows as a table of Markdown, rounded as in {@link #table()}. */
  public String toMarkdown() {
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (name, row) -> {
          List<String> line = new ArrayList<>(List.of(name));
          line.addAll(List.of(cells(row)));
          cells.add(line);
        });
    return new TextTable(head(), cells).toMarkdown();
  }

  private static List<String> head() {
    List<String> head = new ArrayList<>(List.of("variable"));
    head.addAll(List.of(HEAD));
    return head;
  }

  private static List<String> exact(String name, Diagnosis row) {
    List<String> line = new ArrayList<>(List.of(name));
    DoubleStream.of(
            row.mean(),
            row.mcseMean(),
            row.sd(),
            row.mcseSd(),
            row.q5(),
            row.median(),
            row.q95(),
            row.essBulk(),
            row.essTail(),
            row.rHat())
        .forEach(number -> line.add(Double.toString(number)));
    return line;
  }

  private static String[] cells(Diagnosis row) {
    int decimals = decimals(row.sd());
    return new String[] {
      number(row.mean(), decimals),
      number(row.mcseMean(), decimals + 1),
      number(row.sd(), decimals),
      number(row.mcseSd(), decimals + 1),
      number(row.q5(), decimals),
      number(row.median(), decimals),
      number(row.q95(), decimals),
      number(row.essBulk(), 0),
      number(row.essTail(), 0),
      number(row.rHat(), DIGITS)
    };
  }

  /** Places after the point that show as many digits of the standard deviation. */
  private static int decimals(double sd) {
    if (!(sd > 0) || Double.isInfinite(sd)) {
      return DIGITS;
    }
    return Math.max(0, DIGITS - 1 - (int) Math.floor(Math.log10(sd)));
  }

  private static String number(double x, int decimals) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    boolean plain = decimals <= MOST_DECIMALS + 1 && Math.abs(x) < LARGEST_PLAIN;
    String text =
        plain
            ? String.format(Locale.ROOT, "%." + decimals + "f", x)
            : String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", x);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }
}
