package org.borch.infer.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;

/**
 * Draws as a NumPy file of several arrays ({@code numpy.load}): each variable under its name,
 * float64, (chains, draws) + its shape, which is ArviZ's convention.
 *
 * <p>Beside them, if known: {@code sample_stats/NAME} (chains, draws) with ArviZ's names ({@code
 * lp}, {@code acceptance_rate}, {@code step_size}, {@code tree_depth}, {@code n_steps}, {@code
 * diverging}, {@code energy}); {@code sampler/NAME}, text, the {@linkplain SampleStats#settings()
 * settings}; {@code tuning/step_size} (chains) and {@code tuning/inverse_metric} (chains, d) or
 * (chains, d, d).
 */
public final class Npz {

  private static final String STATS = "sample_stats/";
  private static final String SETTINGS = "sampler/";
  private static final String STEP_SIZE = "tuning/step_size";
  private static final String METRIC = "tuning/inverse_metric";
  private static final String SUFFIX = ".npy";

  /** ArviZ's names by ours. */
  private static final Map<String, String> ARVIZ =
      Map.of(
          SampleStats.LOG_DENSITY, "lp",
          SampleStats.ACCEPTANCE, "acceptance_rate",
          SampleStats.STEP_SIZE, "step_size",
          SampleStats.TREE_DEPTH, "tree_depth",
          SampleStats.LEAPFROGS, "n_steps",
          SampleStats.DIVERGENT, "diverging",
          SampleStats.ENERGY, "energy");

  /** The earliest time that a zip file can hold. */
  private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private Npz() {}

  /**
   * Writes a file, whole or not at all; an existing one is replaced.
   *
   * @throws IllegalArgumentException if a variable's name begins as the names of the other arrays
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(Draws draws, Path file) {
    for (String name : draws.names()) {
      if (name.startsWith(STATS) || name.startsWith(SETTINGS) || name.startsWith("tuning/")) {
        throw new IllegalArgumentException(
            name + ": the file keeps this prefix for the sampler's arrays; rename the variable");
      }
    }
    try (NewFiles files = new NewFiles()) {
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(files.begin(file))))) {
        zip.setLevel(Deflater.NO_COMPRESSION); // draws are noise
        for (String name : draws.names()) {
          NDArray array = draws.get(name);
          double[] values = BorchArray.wrap(array).values();
          entry(zip, name, out -> Npy.write(out, array.getShape(), values));
        }
        writeStats(draws, zip);
        writeTunings(draws.tunings(Tuning.class), zip);
      }
      files.finish();
    } catch (IOException e) {
      throw NewFiles.failed(file, "written", e);
    }
  }

  private static void entry(ZipOutputStream zip, String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(ZIP_EPOCH); // the same draws make the same file
    zip.putNextEntry(entry);
    content.write(zip);
    zip.closeEntry();
  }

  private static void writeStats(Draws draws, ZipOutputStream zip) throws IOException {
    SampleStats stats = draws.stats();
    Shape shape = new Shape(draws.chainCount(), draws.drawCount());
    for (String name : stats.names()) {
      double[] values = Arrays.stream(stats.get(name)).flatMapToDouble(Arrays::stream).toArray();
      boolean truth = name.equals(SampleStats.DIVERGENT);
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
   * @throws java.io.UncheckedIOException if it cannot be read, is damaged or something else; the
   *     message names the file and the array
   */
  public static Draws read(Path file) {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
          throw NewFiles.refused(file, name + " in it is no .npy array");
        }
        arrays.put(name.substring(0, name.length() - SUFFIX.length()), read(file, zip, entry));
      }
    } catch (ZipException e) {
      throw NewFiles.refused(file, "no .npz file, damaged or cut off (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw NewFiles.failed(file, "read", e);
    }
    try {
      return draws(arrays);
    } catch (IllegalArgumentException e) {
      throw NewFiles.refused(file, String.valueOf(e.getMessage()));
    }
  }

  private static Npy read(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readAllBytes();
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    if (sum.getValue() != entry.getCrc()) {
      throw NewFiles.refused(file, entry.getName() + " is damaged: its checksum differs");
    }
    try {
      return Npy.read(bytes);
    } catch (IllegalArgumentException e) {
      throw NewFiles.refused(file, entry.getName() + " has " + e.getMessage());
    }
  }

  private static Draws draws(Map<String, Npy> arrays) {
    Map<String, NDArray> variables = new LinkedHashMap<>();
    Map<String, double[][]> stats = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(SETTINGS)) {
            settings.put(name.substring(SETTINGS.length()), array.text);
          } else if (name.startsWith(STATS)) {
            stats.put(ours(name.substring(STATS.length())), rows(name, array));
          } else if (!name.startsWith("tuning/")) {
            variables.put(name, BorchArray.of(array.shape, array.values));
          }
        });
    Draws draws = Draws.of(variables).withTunings(tunings(arrays));
    return stats.isEmpty() ? draws : draws.withStats(SampleStats.of(stats, settings));
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
    if (sizes == null || masses == null) {
      return tunings;
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
