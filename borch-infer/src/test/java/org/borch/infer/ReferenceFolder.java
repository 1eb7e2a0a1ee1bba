package org.borch.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A part of the reference data. The shared data folder, which is not part of the project, has all
 * of it; {@code src/test/resources/reference} has a small copy, so that no test is skipped without
 * it.
 */
public final class ReferenceFolder {

  private final Path folder;

  private ReferenceFolder(Path folder) {
    this.folder = folder;
  }

  /** The part in the shared data folder, or what the project has of it where there is none. */
  public static ReferenceFolder of(String part) {
    return shared(part).orElseGet(() -> copy(part));
  }

  /** What the project has of a part, and the part in the shared data folder where there is one. */
  public static List<ReferenceFolder> all(String part) {
    return Stream.concat(Stream.of(copy(part)), shared(part).stream()).toList();
  }

  /** A part of the shared data folder, where there is one. */
  public static Optional<ReferenceFolder> shared(String part) {
    Path folder = Path.of(System.getProperty("borch.data", "../../shared/data")).resolve(part);
    return Optional.of(folder).filter(Files::isDirectory).map(ReferenceFolder::new);
  }

  private static ReferenceFolder copy(String part) {
    try {
      Path all = Path.of(ReferenceFolder.class.getResource("/reference").toURI());
      return new ReferenceFolder(all.resolve(part));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
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

  /** Of the file, or of the file with this name and {@code .gz} behind it. */
  private String text(String file) {
    Path packed = folder.resolve(file + ".gz");
    try (InputStream in =
        Files.exists(packed)
            ? new GZIPInputStream(Files.newInputStream(packed))
            : Files.newInputStream(folder.resolve(file))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
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
