package org.borch.infer.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.borch.file.FileFault;
import org.borch.file.NewFiles;
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
 * <p>Draws and sample stats are written so that they are read back bit for bit, together with step
 * sizes, metrics and those settings that CmdStan knows. Names that are no Stan identifiers, such as
 * {@code encoder.weight}, become one ({@code encoder_weight}). Comments keep names, order and
 * shapes of the variables, also of those without elements, labels of elements, and the identity of
 * the run, by which files of different runs, missing and repeated ones are found out. Unlike the
 * other formats, text has no checksum: a changed digit is a changed number.
 *
 * <p>Limits: lines of 32 Mi characters, 1,048,576 columns.
 */
public final class CmdStanCsv {

  private CmdStanCsv() {}

  /**
   * Writes a file for each chain, all or none; existing files are replaced.
   *
   * @param file {@code schools.csv} becomes {@code schools_1.csv}, {@code schools_2.csv}, ... as in
   *     CmdStan; of one chain it is the file itself
   * @return the files, in the order of the chains
   * @throws IllegalArgumentException if something could not be read back: names of sample stats
   *     that are not CmdStan's, settings of more than one line, names that are no Unicode text, or
   *     too many columns
   * @throws java.io.UncheckedIOException if they cannot be written
   */
  public static List<Path> write(Draws draws, Path file) {
    List<Path> places = places(file, draws.chainCount());
    CsvText text = new CsvText(draws);
    try (NewFiles files = new NewFiles()) {
      for (int chain = 0; chain < places.size(); chain++) {
        BufferedWriter writer =
            new BufferedWriter(
                new OutputStreamWriter(files.begin(places.get(chain)), StandardCharsets.UTF_8));
        text.write(chain, writer);
        writer.flush();
      }
      files.finish();
    } catch (IOException e) {
      throw FileFault.failed(file, "written", e);
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
   * @param files one for each chain of the run
   * @throws java.io.UncheckedIOException if a file cannot be read, is damaged, cut off or something
   *     else, or the files are not those of one run; the message names the file
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
    List<CsvChain> chains = CsvSet.read(files);
    requireAlike(chains, warmup);
    CsvChain first = chains.get(0);
    try {
      Draws draws = Draws.of(arrays(chains, warmup)).withStats(stats(chains, warmup));
      for (CsvVariable variable : first.comments().variables()) {
        if (!variable.elements().isEmpty()) {
          draws = draws.withElements(variable.name(), variable.elements());
        }
      }
      List<Tuning> tunings =
          chains.stream().map(CsvChain::tuning).flatMap(Optional::stream).toList();
      boolean tuned = !warmup && tunings.size() == chains.size();
      return draws.withTunings(tuned ? tunings : List.of());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFault.refused(first.file(), String.valueOf(e.getMessage()));
    }
  }

  private static void requireAlike(List<CsvChain> chains, boolean warmup) {
    CsvChain first = chains.get(0);
    for (CsvChain chain : chains) {
      if (!chain.columns().equals(first.columns())
          || !chain.comments().variables().equals(first.comments().variables())) {
        throw FileFault.refused(chain.file(), "other columns than " + first.file());
      }
      int rows = chain.rows(warmup).size();
      if (rows == 0) {
        throw FileFault.refused(chain.file(), "no steps of warm-up; CmdStan needs save_warmup=1");
      }
      if (rows != first.rows(warmup).size()) {
        throw FileFault.refused(
            chain.file(),
            "%d draws, expected %d as in %s"
                .formatted(rows, first.rows(warmup).size(), first.file()));
      }
    }
  }

  private static boolean isOfSampler(String column) {
    return column.endsWith("__");
  }

  private static Map<String, NDArray> arrays(List<CsvChain> chains, boolean warmup) {
    CsvChain first = chains.get(0);
    List<String> columns = first.columns().stream().filter(column -> !isOfSampler(column)).toList();
    List<CsvVariable> variables = CsvVariable.all(first.comments(), columns);
    Map<String, Shape> shapes =
        variables.stream().collect(Collectors.toMap(CsvVariable::identifier, CsvVariable::shape));
    int draws = first.rows(warmup).size();
    Map<String, double[]> values = new LinkedHashMap<>();
    for (CsvVariable variable : variables) {
      long size = Math.multiplyExact((long) chains.size() * draws, variable.shape().size());
      values.put(variable.identifier(), new double[Math.toIntExact(size)]);
    }
    for (int column = 0; column < first.columns().size(); column++) {
      if (isOfSampler(first.columns().get(column))) {
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
    for (CsvVariable variable : variables) {
      Shape shape = Shapes.concat(new Shape(chains.size(), draws), variable.shape());
      double[] all = values.getOrDefault(variable.identifier(), new double[0]);
      arrays.put(variable.name(), BorchArray.of(shape, all));
    }
    return arrays;
  }

  private static SampleStats stats(List<CsvChain> chains, boolean warmup) {
    CsvChain first = chains.get(0);
    if (first.isFixed()) {
      return SampleStats.none();
    }
    Map<String, String> settings = new LinkedHashMap<>(first.comments().settings());
    String added = settings.getOrDefault(CsvComments.ADDED, "");
    settings.keySet().removeAll(CsvText.OF_THE_FILE);
    for (String phase : List.of(CsvComments.WARMUP_SECONDS, CsvComments.SAMPLING_SECONDS)) {
      List<String> seconds =
          chains.stream()
              .map(chain -> chain.comments().settings().getOrDefault(phase, ""))
              .toList();
      if (!seconds.contains("")) {
        settings.put(phase, String.join(" ", seconds)); // one number a chain
      }
    }
    Map<String, double[][]> columns = new LinkedHashMap<>();
    for (int i = 0; i < first.columns().size(); i++) {
      int column = i;
      String name = first.columns().get(i);
      if (isOfSampler(name) && !name.equals(added)) {
        columns.put(
            name,
            chains.stream()
                .map(c -> c.rows(warmup).stream().mapToDouble(row -> row[column]).toArray())
                .toArray(double[][]::new));
      }
    }
    return SampleStats.of(columns, settings);
  }
}
