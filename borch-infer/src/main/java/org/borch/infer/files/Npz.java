package org.borch.infer.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.borch.file.FileFault;
import org.borch.file.NewFiles;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.infer.run.Info;
import org.borch.tensor.BorchArray;

/**
 * Draws as a NumPy file of several arrays ({@code numpy.load}): each variable under its name,
 * float64, (chains, draws) + its shape, which is ArviZ's convention.
 *
 * <p>Beside them, if known: {@code sample_stats/NAME} (chains, draws) with ArviZ's names ({@code
 * lp}, {@code acceptance_rate}, {@code step_size}, {@code tree_depth}, {@code n_steps}, {@code
 * diverging}, {@code energy}); {@code sampler/NAME}, text, the {@linkplain SampleStats#settings()
 * settings}; {@code elements/NAME}, texts, the names of elements that have labels; {@code
 * tuning/step_size} (chains) and {@code tuning/inverse_metric} (chains, d) or (chains, d, d).
 *
 * <p>Limits: as many numbers as 64 MiB hold, or as 32 times the file's size holds, whichever is
 * more; 100,000 arrays of at most 64 axes; texts of 65,536 characters.
 */
public final class Npz {

  private static final String STATS = "sample_stats/";
  private static final String SETTINGS = "sampler/";
  private static final String ELEMENTS = "elements/";
  private static final String TUNING = "tuning/";
  private static final String STEP_SIZE = TUNING + "step_size";
  private static final String METRIC = TUNING + "inverse_metric";

  /** ArviZ's names by ours. */
  private static final Map<String, String> ARVIZ =
      Map.of(
          Info.LOG_DENSITY, "lp",
          Info.ACCEPTANCE, "acceptance_rate",
          Info.STEP_SIZE, "step_size",
          Info.TREE_DEPTH, "tree_depth",
          Info.LEAPFROGS, "n_steps",
          Info.DIVERGENT, "diverging",
          Info.ENERGY, "energy");

  /**
   * A time for all entries, so that the same draws make the same file. It is not the earliest one
   * that a zip file holds, for which Java adds the time in the machine's zone.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** The bytes of an entry's name: the field for its length has 16 bits. */
  private static final int MAX_NAME = 60_000;

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private Npz() {}

  /**
   * Writes a file, whole or not at all; an existing one is replaced.
   *
   * @throws IllegalArgumentException if something could not be read back: a variable whose name
   *     begins as the names of the other arrays, names or settings that are no Unicode text, sample
   *     stats under ArviZ's name of another one, or metrics of different forms
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(Draws draws, Path file) {
    requireReadable(draws);
    try (NewFiles files = new NewFiles()) {
      ZipOutputStream zip = new ZipOutputStream(files.begin(file));
      zip.setLevel(Deflater.NO_COMPRESSION); // draws are noise
      for (String name : draws.names()) {
        NDArray array = draws.get(name);
        double[] values = BorchArray.wrap(array).values();
        entry(zip, name, out -> Npy.write(out, array.getShape(), values));
        List<String> own = OwnNames.of(draws, name);
        if (!own.isEmpty()) {
          entry(zip, ELEMENTS + name, out -> Npy.writeTexts(out, new Shape(own.size()), own));
        }
      }
      writeStats(draws, zip);
      writeTunings(draws.tunings(Tuning.class), zip);
      zip.finish();
      zip.flush();
      files.finish();
    } catch (IOException e) {
      throw FileFault.failed(file, "written", e);
    }
  }

  private static void requireReadable(Draws draws) {
    for (String name : draws.names()) {
      if (List.of(STATS, SETTINGS, ELEMENTS, TUNING).stream().anyMatch(name::startsWith)) {
        throw new IllegalArgumentException(
            name + ": the file keeps this prefix for the sampler's arrays; rename the variable");
      }
      requireText(name, MAX_NAME);
      OwnNames.of(draws, name).forEach(own -> requireText(own, MAX_NAME));
    }
    for (String name : draws.stats().names()) {
      if (ARVIZ.containsValue(name)) {
        throw new IllegalArgumentException(
            "sample stats \"" + name + "\": ArviZ's name of another one, expected " + ours(name));
      }
      requireText(name, MAX_NAME);
    }
    draws
        .stats()
        .settings()
        .forEach(
            (name, value) -> {
              requireText(name, MAX_NAME);
              requireText(value, Npy.MAX_TEXT);
            });
    if (draws.tunings(Tuning.class).stream().map(Npz::form).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "tunings with metrics of different forms or dimensions, expected the same for all"
              + " chains");
    }
  }

  private static String form(Tuning tuning) {
    return tuning.metric().form() + " " + tuning.metric().dimension();
  }

  private static void requireText(String text, int most) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)
        || text.indexOf(0) >= 0
        || text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw new IllegalArgumentException(
          "\"%s\" in a .npz file, expected Unicode text without zeros, at most %d bytes"
              .formatted(text.length() <= 40 ? text : text.substring(0, 40) + "...", most));
    }
  }

  private static void entry(ZipOutputStream zip, String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name + NpzEntries.SUFFIX);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    content.write(zip);
    zip.closeEntry();
  }

  private static void writeStats(Draws draws, ZipOutputStream zip) throws IOException {
    SampleStats stats = draws.stats();
    Shape shape = new Shape(draws.chainCount(), draws.drawCount());
    for (String name : stats.names()) {
      double[] values = Arrays.stream(stats.get(name)).flatMapToDouble(Arrays::stream).toArray();
      boolean truth =
          name.equals(Info.DIVERGENT)
              && Arrays.stream(values).allMatch(value -> value == 0 || value == 1);
      entry(
          zip,
          STATS + ARVIZ.getOrDefault(name, name),
          out -> {
            if (truth) {
              Npy.writeBooleans(out, shape, values);
            } else {
              Npy.write(out, shape, values);
            }
          });
    }
    for (Map.Entry<String, String> setting : stats.settings().entrySet()) {
      entry(zip, SETTINGS + setting.getKey(), out -> Npy.writeText(out, setting.getValue()));
    }
  }

  private static void writeTunings(List<Tuning> tunings, ZipOutputStream zip) throws IOException {
    if (tunings.isEmpty()) {
      return;
    }
    boolean dense =
        tunings.stream().anyMatch(tuning -> tuning.metric().form() == Metric.Form.DENSE);
    int d = tunings.get(0).metric().dimension();
    Shape shape = dense ? new Shape(tunings.size(), d, d) : new Shape(tunings.size(), d);
    double[] sizes = tunings.stream().mapToDouble(Tuning::stepSize).toArray();
    double[] masses =
        tunings.stream()
            .flatMapToDouble(
                tuning ->
                    dense
                        ? Arrays.stream(tuning.metric().inverseMass())
                            .flatMapToDouble(Arrays::stream)
                        : Arrays.stream(tuning.metric().variances()))
            .toArray();
    entry(zip, STEP_SIZE, out -> Npy.write(out, new Shape(sizes.length), sizes));
    entry(zip, METRIC, out -> Npy.write(out, shape, masses));
  }

  /**
   * Reads a file of {@link #write}, or of {@code numpy.savez} with (chains, draws) as the first two
   * axes of every array.
   *
   * @throws java.io.UncheckedIOException if it cannot be read, is damaged, too large for its limits
   *     or something else; the message names the file and the array
   */
  public static Draws read(Path file) {
    Map<String, Npy> arrays = NpzEntries.read(file);
    try {
      return draws(arrays);
    } catch (IllegalArgumentException e) {
      throw FileFault.refused(file, String.valueOf(e.getMessage()));
    }
  }

  private static Draws draws(Map<String, Npy> arrays) {
    Map<String, NDArray> variables = new LinkedHashMap<>();
    Map<String, double[][]> stats = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, List<String>> elements = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(SETTINGS)) {
            settings.put(name.substring(SETTINGS.length()), text(name, array));
          } else if (name.startsWith(ELEMENTS)) {
            elements.put(name.substring(ELEMENTS.length()), texts(name, array));
          } else if (name.startsWith(STATS)) {
            stats.put(ours(name.substring(STATS.length())), rows(name, array));
          } else if (!name.startsWith(TUNING)) {
            variables.put(name, BorchArray.of(array.shape, numbers(name, array)));
          } else if (!name.equals(STEP_SIZE) && !name.equals(METRIC)) {
            throw new IllegalArgumentException(name + " is none of " + STEP_SIZE + ", " + METRIC);
          }
        });
    Draws draws = Draws.of(variables).withTunings(tunings(arrays));
    for (Map.Entry<String, List<String>> own : elements.entrySet()) {
      draws = draws.withElements(own.getKey(), own.getValue());
    }
    return stats.isEmpty() && settings.isEmpty()
        ? draws
        : draws.withStats(SampleStats.of(stats, settings));
  }

  private static String text(String name, Npy array) {
    List<String> texts = texts(name, array);
    if (texts.size() != 1) {
      throw new IllegalArgumentException(name + " has " + texts.size() + " texts, expected one");
    }
    return texts.get(0);
  }

  private static List<String> texts(String name, Npy array) {
    if (array.texts == null) {
      throw new IllegalArgumentException(name + " has numbers, expected text");
    }
    return array.texts;
  }

  private static double[] numbers(String name, Npy array) {
    if (array.texts != null) {
      throw new IllegalArgumentException(name + " has text, expected numbers");
    }
    return array.values;
  }

  private static String ours(String arviz) {
    return ARVIZ.entrySet().stream()
        .filter(pair -> pair.getValue().equals(arviz))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(arviz);
  }

  private static double[][] rows(String name, Npy array) {
    if (array.shape.dimension() != 2) {
      throw new IllegalArgumentException(
          name + " has the shape " + array.shape + ", expected (chains, draws)");
    }
    int columns = Math.toIntExact(array.shape.get(1));
    double[][] rows = new double[Math.toIntExact(array.shape.get(0))][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(array.values, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  private static List<Tuning> tunings(Map<String, Npy> arrays) {
    Npy sizes = arrays.get(STEP_SIZE);
    Npy masses = arrays.get(METRIC);
    List<Tuning> tunings = new ArrayList<>();
    if (sizes == null && masses == null) {
      return tunings;
    }
    if (sizes == null || masses == null) {
      throw new IllegalArgumentException(
          STEP_SIZE + " and " + METRIC + " belong together, got only one of them");
    }
    long d = masses.shape.dimension() < 2 ? 0 : masses.shape.get(1);
    boolean dense = masses.shape.equals(new Shape(sizes.values.length, d, d));
    if (!dense && !masses.shape.equals(new Shape(sizes.values.length, d))) {
      throw new IllegalArgumentException(
          METRIC + " has the shape " + masses.shape + ", expected one matrix for each step size");
    }
    int size = masses.values.length / Math.max(1, sizes.values.length);
    for (int chain = 0; chain < sizes.values.length; chain++) {
      double[] own = Arrays.copyOfRange(masses.values, chain * size, (chain + 1) * size);
      Metric metric = dense ? Metric.dense(square(own, (int) d)) : Metric.diagonal(own);
      tunings.add(new Tuning(sizes.values[chain], metric));
    }
    return tunings;
  }

  private static double[][] square(double[] rowMajor, int d) {
    double[][] matrix = new double[d][];
    for (int i = 0; i < d; i++) {
      matrix[i] = Arrays.copyOfRange(rowMajor, i * d, (i + 1) * d);
    }
    return matrix;
  }
}
