package org.borch.infer.fit;

import java.util.List;
import java.util.Locale;

/**
 * The rows of a {@link Check} with aligned columns; of a long variable, what is furthest off.
 *
 * @param variables the rows of each variable
 */
record CheckTable(List<List<Check.Row>> variables) {

  /** Of a variable with more elements the table shows those that are furthest off. */
  private static final int SHOWN = 20;

  @Override
  public String toString() {
    List<Check.Row> rows = variables.stream().map(CheckTable::shown).flatMap(List::stream).toList();
    NumberTable table =
        new NumberTable(
            rows.stream().map(Check.Row::name).toList(), "q mean", "q sd", "mean", "sd", "error");
    for (Check.Row row : rows) {
      table.add(
          row.name(),
          row.mean(),
          row.sd(),
          row.correctedMean(),
          row.correctedSd(),
          row.correctedError());
    }
    StringBuilder text = new StringBuilder(table.toString());
    variables.stream().filter(CheckTable::isLong).map(CheckTable::note).forEach(text::append);
    return text.toString();
  }

  private static boolean isLong(List<Check.Row> variable) {
    return variable.size() > SHOWN;
  }

  private static List<Check.Row> shown(List<Check.Row> variable) {
    if (!isLong(variable)) {
      return variable;
    }
    List<Check.Row> worst =
        variable.stream()
            .sorted((a, b) -> Double.compare(b.distance(), a.distance()))
            .limit(SHOWN)
            .toList();
    return variable.stream().filter(worst::contains).toList();
  }

  private static String note(List<Check.Row> variable) {
    String element = variable.get(0).name();
    return String.format(
        Locale.ROOT,
        "%s: the %d of %d elements that are furthest off%n",
        element.substring(0, element.indexOf('[')),
        SHOWN,
        variable.size());
  }
}
