package org.borch.tensor.number;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Values at 20 digits from mpmath 1.3, made by the script special_functions.py beside them. */
public final class ReferenceTable {

  private ReferenceTable() {}

  /** One line: a function, its arguments and its value. */
  public record Row(String function, double[] arguments, double value) {

    public double absoluteError(double computed) {
      return Math.abs(computed - value);
    }

    public double relativeError(double computed) {
      return computed == value ? 0 : absoluteError(computed) / Math.abs(value);
    }

    @Override
    public String toString() {
      return function + Arrays.toString(arguments) + " = " + value;
    }
  }

  public static List<Row> read(String file) {
    try (InputStream in = ReferenceTable.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> row(line.split(",")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String[] cells) {
    int last = cells.length - 1;
    double[] arguments = Arrays.stream(cells, 1, last).mapToDouble(Double::parseDouble).toArray();
    return new Row(cells[0], arguments, Double.parseDouble(cells[last]));
  }
}
