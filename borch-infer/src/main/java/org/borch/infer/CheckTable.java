package org.borch.infer;

import java.util.List;

/**
 * The rows of a {@link Check} with aligned columns.
 *
 * @param variables the rows of each variable
 */
record CheckTable(List<List<Check.Row>> variables) {

  @Override
  public String toString() {
    List<Check.Row> rows = variables.stream().flatMap(List::stream).toList();
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
    return table.toString();
  }
}
