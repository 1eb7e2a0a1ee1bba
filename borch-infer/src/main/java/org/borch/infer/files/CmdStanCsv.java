package org.borch.infer.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * Draws as CmdStan's CSV files: one file a chain, settings and adaptation in comments, the
 * sampler's columns ({@code lp__} and so on) and then the variables, {@code theta.1}, {@code
 * x.2.3}, indices from 1 and column-major. ArviZ, CmdStanPy, cmdstanr and posterior read them.
 *
 * <p>Numbers are written so that they are read back bit for bit. Names that are no Stan
 * identifiers, such as {@code encoder.weight}, become one ({@code encoder_weight}); a comment keeps
 * the name, and {@link #read} restores it. Variables without elements leave no column.
 */
public final class CmdStanCsv {

  private CmdStanCsv() {}

  /**
   * Writes a file for each chain, all or none; existing files are replaced.
   *
   * @param file {@code schools.csv} becomes {@code schools_1.csv}, {@code schools_2.csv}, ... as in
   *     CmdStan; of one chain it is the file itself
   * @return the files, in the order of the chains
   * @throws java.io.UncheckedIOException if they cannot be written
   */
  public static List<Path> write(Draws draws, Path file) {
    List<Path> places = places(file, draws.chainCount());
    CsvText text = new CsvText(draws);
    try (NewFiles files = new NewFiles()) {
      for (int chain = 0; chain < places.size(); chain++) {
        try (BufferedWriter writer = Files.newBufferedWriter(files.begin(places.get(chain)))) {
          text.write(chain, writer);
        }
      }
      files.finish();
    } catch (IOException e) {
      throw NewFiles.failed(file, "written", e);
    }
    return places;
  }

  private static List<Path> places(Path file, int chains) {
    if (chains == 1) {
      return List.of(file);
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.endsWith(".csv") ? name.length() - ".csv".length() : name.length();
    List<Path> places = new ArrayList<>();
    for (int chain = 1; chain <= chains; chain++) {
      places.add(file.resolveSibling(name.substring(0, dot) + "_" + chain + ".csv"));
    }
    return List.copyOf(places);
  }

  /**
   * Reads the draws after warm-up, of CmdStan or of {@link #write}.
   *
   * @param files one for each chain
   * @throws java.io.UncheckedIOException if a file cannot be read, is damaged, cut off or something
   *     else, or the files do not belong together; the message names the file
   */
  public static Draws read(List<Path> files) {
    return read(files, false);
  }

  /** As {@link #read(List)}. */
  public static Draws read(Path... files) {
    return read(List.of(files));
  }

  /**
   * Reads the steps of warm-up, which CmdStan keeps if asked for with {@code save_warmup=1}.
   *
   * @param files one for each chain
   * @throws java.io.UncheckedIOException as {@link #read(List)}, or if they hold no warm-up
   */
  public static Draws readWarmup(List<Path> files) {
    return read(files, true);
  }

  private static Draws read(List<Path> files, boolean warmup) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("draws of no files, expected one for each chain");
    }
    List<CsvChain> chains = files.stream().map(CsvChain::read).toList();
    requireAlike(chains, warmup);
    CsvChain first = chains.get(0);
    List<String> variables =
        first.columns().stream().filter(column -> !column.endsWith("__")).toList();
    if (variables.isEmpty()) {
      throw NewFiles.refused(first.file(), "no variables, only the sampler's columns");
    }
    Map<String, Shape> shapes;
    try {
      shapes = ColumnNames.shapes(variables);
    } catch (IllegalArgumentException e) {
      throw NewFiles.refused(first.file(), String.valueOf(e.getMessage()));
    }
    Draws draws = Draws.of(arrays(chains, shapes, warmup));
    List<Tuning> tunings = chains.stream().map(CsvChain::tuning).flatMap(Optional::stream).toList();
    boolean tuned = !warmup && tunings.size() == chains.size();
    return draws.withStats(stats(chains, warmup)).withTunings(tuned ? tunings : List.of());
  }

  private static void requireAlike(List<CsvChain> chains, boolean warmup) {
    CsvChain first = chains.get(0);
    for (CsvChain chain : chains) {
      if (!chain.columns().equals(first.columns())) {
        throw NewFiles.refused(chain.file(), "other columns than " + first.file());
      }
      int rows = chain.rows(warmup).size();
      if (rows == 0) {
        throw NewFiles.refused(chain.file(), "no steps of warm-up; CmdStan needs save_warmup=1");
      }
      if (rows != first.rows(warmup).size()) {
        throw NewFiles.refused(
            chain.file(),
            "%d draws, expected %d as in %s"
                .formatted(rows, first.rows(warmup).size(), first.file()));
      }
    }
  }

  private static Map<String, NDArray> arrays(
      List<CsvChain> chains, Map<String, Shape> shapes, boolean warmup) {
    CsvChain first = chains.get(0);
    int draws = first.rows(warmup).size();
    Map<String, double[]> values = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            values.put(
                name, new double[Math.toIntExact((long) chains.size() * draws * shape.size())]));
    for (int column = 0; column < first.columns().size(); column++) {
      if (first.columns().get(column).endsWith("__")) {
        continue;
      }
      ColumnNames.Place place = ColumnNames.place(first.columns().get(column), shapes);
      double[] all = values.getOrDefault(place.variable(), new double[0]);
      int size = all.length / (chains.size() * draws);
      int at = place.offset();
      for (CsvChain chain : chains) {
        for (double[] row : chain.rows(warmup)) {
          all[at] = row[column];
          at += size;
        }
      }
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    values.forEach(
        (name, all) -> {
          Shape leading = new Shape(chains.size(), draws);
          Shape shape = Shapes.concat(leading, shapes.getOrDefault(name, new Shape()));
          arrays.put(first.original(name), BorchArray.of(shape, all));
        });
    return arrays;
  }

  private static SampleStats stats(List<CsvChain> chains, boolean warmup) {
    CsvChain first = chains.get(0);
    Map<String, String> settings = new LinkedHashMap<>(first.settings());
    settings.keySet().removeAll(CsvText.OF_THE_FILE);
    Map<String, double[][]> columns = new LinkedHashMap<>();
    for (int i = 0; i < first.columns().size(); i++) {
      int column = i;
      if (first.columns().get(i).endsWith("__")) {
        columns.put(
            first.columns().get(i),
            chains.stream()
                .map(c -> c.rows(warmup).stream().mapToDouble(row -> row[column]).toArray())
                .toArray(double[][]::new));
      }
    }
    boolean sampled = !"fixed_param".equals(settings.get("algorithm"));
    return sampled ? SampleStats.of(columns, settings) : SampleStats.none();
  }
}
