package org.borch.infer.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.borch.file.FileFault;
import org.borch.file.RegularFile;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Info;

/**
 * A file of CmdStan: one chain, its settings and what warm-up found.
 *
 * <p>Not by Commons CSV, which reads a record of any length before it gives it, gives comments only
 * with the record behind them, and does not say whether the last line has an end.
 */
final class CsvChain {

  /** The characters of a line: a million columns, each of a number with all its digits. */
  static final int MAX_LINE = 1 << 25;

  static final int MAX_COLUMNS = 1 << 20;

  private final Path file;
  private final CsvComments comments = new CsvComments();
  private final List<double[]> rows = new ArrayList<>();
  private List<String> columns = List.of();

  private CsvChain(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be read, is damaged, cut off or something
   *     else
   */
  static CsvChain read(Path file) {
    try (InputStream in = RegularFile.open(file)) {
      return read(file, in);
    } catch (IOException e) {
      throw FileFault.failed(file, "read", e);
    }
  }

  /** As {@link #read(Path)}, from a stream that was opened before. */
  static CsvChain read(Path file, InputStream in) {
    CsvChain chain = new CsvChain(file);
    try (TextLines lines = new TextLines(in, MAX_LINE)) {
      boolean inData = false;
      for (String line = lines.next(); line != null; line = lines.next()) {
        inData = !line.startsWith("#") && !line.isBlank();
        try {
          chain.add(line, inData);
        } catch (IllegalArgumentException e) {
          throw FileFault.refused(file, "line " + lines.number() + ", " + e.getMessage());
        }
      }
      if (inData && !lines.isComplete()) {
        throw FileFault.refused(file, "cut off in line " + lines.number());
      }
    } catch (CharacterCodingException e) {
      throw FileFault.refused(file, "not a text file in UTF-8");
    } catch (StreamCorruptedException e) {
      throw FileFault.refused(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw FileFault.failed(file, "read", e);
    }
    try {
      chain.check();
    } catch (IllegalArgumentException e) {
      throw FileFault.refused(file, String.valueOf(e.getMessage()));
    }
    return chain;
  }

  private void add(String line, boolean inData) {
    if (!inData) {
      if (!line.isBlank()) {
        comments.add(line.substring(1).trim());
      }
    } else if (columns.isEmpty()) {
      columns = header(line);
    } else {
      comments.endMatrix();
      rows.add(row(line));
    }
  }

  private static List<String> header(String line) {
    List<String> cells = new ArrayList<>();
    HashSet<String> met = new HashSet<>();
    for (int from = 0; from <= line.length(); ) {
      int end = CsvNumbers.endOfCell(line, from);
      String cell = line.substring(from, end).trim();
      if (cells.size() == MAX_COLUMNS) {
        throw new IllegalArgumentException("more than " + MAX_COLUMNS + " columns");
      }
      if (cell.isEmpty()) {
        throw new IllegalArgumentException("column " + (cells.size() + 1) + " has no name");
      }
      if (!met.add(cell)) {
        throw new IllegalArgumentException("two columns are called " + cell);
      }
      cells.add(cell);
      from = end + 1;
    }
    if (!met.contains(Info.LOG_DENSITY)) {
      throw new IllegalArgumentException("no file of a sampler: the columns have no lp__");
    }
    return List.copyOf(cells);
  }

  private double[] row(String line) {
    int count = 1;
    for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', comma + 1)) {
      count++;
    }
    double[] row = new double[columns.size()];
    if (count != row.length) {
      throw new IllegalArgumentException(
          "%d numbers, expected %d as in the header".formatted(count, row.length));
    }
    int from = 0;
    for (int i = 0; i < row.length; i++) {
      int end = CsvNumbers.endOfCell(line, from);
      try {
        row[i] = CsvNumbers.parse(line.substring(from, end).trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("column " + columns.get(i) + ": " + e.getMessage(), e);
      }
      from = end + 1;
    }
    return row;
  }

  private void check() {
    String method = comments.settings().getOrDefault("method", "sample");
    if (!method.equals("sample")) {
      throw new IllegalArgumentException("output of the method " + method + ", expected sample");
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no header of columns");
    }
    long warmup = warmup();
    long samples =
        comments.count("num_samples").stream().mapToLong(this::thinned).findFirst().orElse(-1);
    long expected = samples < 0 ? rows.size() : warmup + samples;
    if (rows.size() != expected || rows.size() <= warmup) {
      throw new IllegalArgumentException(
          "%d draws, expected %d by its own settings: the file is cut off or still being written"
              .formatted(rows.size(), Math.max(expected, warmup + 1)));
    }
  }

  private long thinned(long steps) {
    long thin = Math.max(1, comments.count("thin").orElse(1));
    return (steps + thin - 1) / thin;
  }

  /** The rows of warm-up. Fixed parameters have none, whatever the settings say. */
  private long warmup() {
    String saved = comments.settings().getOrDefault("save_warmup", "0");
    boolean isSaved = saved.equals("1") || saved.equals("true");
    return isSaved && !isFixed() ? thinned(comments.count("num_warmup").orElse(0)) : 0;
  }

  /**
   * Whether the parameters were fixed: by the settings, or because the model has none, where
   * CmdStan leaves the sampler's name in the settings and its columns out.
   */
  boolean isFixed() {
    return "fixed_param".equals(comments.settings().get(Algorithm.NAME))
        || (comments.run().isEmpty() && !columns.contains(Info.STEP_SIZE));
  }

  Path file() {
    return file;
  }

  CsvComments comments() {
    return comments;
  }

  List<String> columns() {
    return columns;
  }

  /** The draws, or those of warm-up if they were saved. */
  List<double[]> rows(boolean warmup) {
    int of = Math.toIntExact(warmup());
    return warmup ? rows.subList(0, of) : rows.subList(of, rows.size());
  }

  /**
   * What warm-up found; empty without step size or matrix.
   *
   * @throws java.io.UncheckedIOException if the matrix is not square
   */
  Optional<Tuning> tuning() {
    try {
      return comments.tuning();
    } catch (IllegalArgumentException e) {
      throw FileFault.refused(file, String.valueOf(e.getMessage()));
    }
  }

  /** Whether another file has the same draws, bit for bit, in the same columns. */
  boolean hasDrawsOf(CsvChain other) {
    boolean isSame = rows.size() == other.rows.size() && columns.equals(other.columns);
    for (int i = 0; isSame && i < rows.size(); i++) {
      isSame = Arrays.equals(rows.get(i), other.rows.get(i));
    }
    return isSame;
  }
}
