package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files of the shared data folder, which is not part of the project. */
public final class ReferenceFolder {

  private final Path folder;

  private ReferenceFolder(Path folder) {
    this.folder = folder;
  }

  /** A part of the folder; the test is skipped, with a message, where there is none. */
  public static ReferenceFolder of(String part) {
    Path folder = Path.of(System.getProperty("borch.data", "../../shared/data")).resolve(part);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "no reference data at " + folder.toAbsolutePath() + "; set -Dborch.data=FOLDER");
    return new ReferenceFolder(folder);
  }

  /** The folders inside, in the order of their names. */
  public List<String> folders() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that holds a JSON object. */
  public JsonObject json(String file) {
    return JsonParser.parseString(text(file)).getAsJsonObject();
  }

  /** A file of numbers under a header. */
  public Numbers numbers(String file) {
    List<List<String>> cells = cells(file);
    double[][] columns = new double[cells.get(0).size()][cells.size() - 1];
    for (int row = 1; row < cells.size(); row++) {
      assertThat(cells.get(row)).as("row %d of %s", row, file).hasSize(columns.length);
      for (int column = 0; column < columns.length; column++) {
        columns[column][row - 1] = number(cells.get(row).get(column));
      }
    }
    return new Numbers(cells.get(0), columns);
  }

  /** Rows of a file, the header first. */
  public List<List<String>> cells(String file) {
    return text(file).lines().filter(line -> !line.isBlank()).map(ReferenceFolder::split).toList();
  }

  /** A number as the files write it. */
  public static double number(String cell) {
    return switch (cell) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(cell);
    };
  }

  /** The cells of a line; one with a comma stands in quotes. */
  private static List<String> split(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Columns with names. */
  public record Numbers(List<String> names, double[][] columns) {

    /** The column of a name. */
    public double[] column(String name) {
      assertThat(names).contains(name);
      return columns[names.indexOf(name)];
    }
  }
}
