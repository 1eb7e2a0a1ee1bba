package org.borch.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Numbers from a CSV file beside the examples: comments after {@code #}, names, then rows. */
final class Table {

  private final List<String> names;
  private final List<double[]> rows;

  private Table(List<String> names, List<double[]> rows) {
    this.names = names;
    this.rows = rows;
  }

  static Table read(String resource) {
    InputStream stream = Table.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalArgumentException(
          "table " + resource + ": no such file beside the examples");
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      List<String> lines = reader.lines().filter(line -> !line.startsWith("#")).toList();
      List<double[]> rows = lines.stream().skip(1).map(Table::numbers).toList();
      return new Table(Arrays.asList(lines.get(0).split(",", -1)), rows);
    } catch (IOException e) {
      throw new UncheckedIOException("table " + resource, e);
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  double[] column(String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("column " + name + ": the table has only " + names);
    }
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
