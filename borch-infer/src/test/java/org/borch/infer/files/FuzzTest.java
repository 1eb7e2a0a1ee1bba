package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.borch.ArrayFile;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Naming;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.run.SavedChains;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files of every kind: a reader takes them or throws the one exception that names the file,
 * and takes no more memory than the file is worth.
 */
class FuzzTest {

  private static final int MUTATIONS = 2_000;
  private static final int MANY = 100_000;

  private static final Module<NDArray, NDArray> LEVEL =
      Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("level", normal(0, 1)), x)));

  /**
   * What a reader may allocate: the stated 64 MiB of numbers of a .npz file twice, because arrays
   * copy what they are given, and as much again for everything else.
   */
  private static final long MEMORY = 4L << 26;

  @TempDir private Path folder;

  private enum Kind {
    CSV("run.csv") {
      @Override
      void write(Path file, int seed) {
        CmdStanCsv.write(Samples.withEverything(form(seed)).withoutChains(seed % 2), file);
      }

      @Override
      void read(Path file) {
        CmdStanCsv.read(file);
      }
    },
    WARMUP("warmup.csv") {
      @Override
      void write(Path file, int seed) throws IOException {
        Files.writeString(
            file, seed == 0 ? CmdStanCsvTest.CMDSTAN : CmdStanCsvTest.CMDSTAN.replace("-9", "nan"));
      }

      @Override
      void read(Path file) {
        CmdStanCsv.readWarmup(List.of(file));
      }
    },
    NPZ("run.npz") {
      @Override
      void write(Path file, int seed) {
        Npz.write(Samples.withEverything(form(seed)), file);
      }

      @Override
      void read(Path file) {
        Npz.read(file);
      }
    },
    /** As NumPy writes it: entries that are stored, so that damages get through to the arrays. */
    NUMPY("numpy.npz") {
      @Override
      void write(Path file, int seed) throws IOException {
        NPZ.write(file, seed);
        Files.write(file, stored(file));
      }

      @Override
      void read(Path file) {
        Npz.read(file);
      }
    },
    PARAMS("params.safetensors") {
      @Override
      void write(Path file, int seed) {
        try (Params params = params(seed)) {
          params.save(file);
        }
      }

      @Override
      void read(Path file) {
        Params.load(file).close();
      }
    },
    OPTIMIZER("optimizer.safetensors") {
      @Override
      void write(Path file, int seed) {
        try (Params params = params(seed)) {
          Adam.defaults().init(params).save(file);
        }
      }

      @Override
      void read(Path file) {
        try (Params params = params(0)) {
          Optimizer.State.load(file, params);
        }
      }
    },
    RUN("run.safetensors") {
      @Override
      void write(Path file, int seed) {
        LogDensity normal =
            LogDensity.of(
                1,
                () ->
                    (at, gradient) -> {
                      gradient[0] = -at[0];
                      return -at[0] * at[0] / 2;
                    });
        Nuts.defaults()
            .with(run -> run.withChains(1).withThreads(1).withWarmup(1).withDraws(2))
            .with(run -> run.withProgress(false).withCheckpoint(file, 3))
            .sample(normal, Seed.of(seed));
      }

      @Override
      void read(Path file) {
        SavedChains.load(file).seed();
      }
    },
    FIT("fit.safetensors") {
      @Override
      void write(Path file, int seed) {
        Model<?, ?> model = model().observe("y", 1, seed);
        Svi settings = Svi.defaults().withSteps(1).withProgress(false);
        try (Fit fit = Infer.fit(model, settings, Seed.of(seed))) {
          fit.save(file);
        }
      }

      @Override
      void read(Path file) {
        Fit.load(file, model()).close();
      }

      private static Model<NDArray, NDArray> model() {
        return LEVEL.on(BorchArray.of(1, 1)).withPosterior(Posteriors.normal());
      }
    },
    DRAWS("draws.safetensors") {
      @Override
      void write(Path file, int seed) {
        Draws draws = Samples.withEverything(form(seed));
        NDArray own = BorchArray.of(new Shape(Samples.CHAINS, Samples.DRAWS, 1), new double[18]);
        Naming third = (name, shape, offset) -> "y[" + (3 + offset) + "]";
        Draws.of(Map.of("y.missing", own), third).withStats(draws.stats()).save(file);
        if (seed == 0) {
          draws.save(file);
        }
      }

      @Override
      void read(Path file) {
        Draws.load(file);
      }
    },
    ARRAYS("arrays.safetensors") {
      @Override
      void write(Path file, int seed) {
        Map<String, BorchArray> arrays = new LinkedHashMap<>();
        arrays.put("i32", BorchArray.ofLongs(1L, -2L).toType(DataType.INT32, false));
        arrays.put("bool", BorchArray.ofLongs(1L, seed).toType(DataType.BOOLEAN, false));
        arrays.put("i64", BorchArray.ofLongs(7L, seed));
        arrays.put("f32", BorchArray.ofFloats(7f, seed));
        ArrayFile.of("test", arrays, Map.of()).save(file);
      }

      @Override
      void read(Path file) {
        ArrayFile.load(file, "test");
      }
    };

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    abstract void write(Path file, int seed) throws IOException;

    abstract void read(Path file);

    private static Metric.Form form(int seed) {
      return seed == 0 ? Metric.Form.DIAGONAL : Metric.Form.DENSE;
    }

    private static Params params(int seed) {
      Map<String, BorchArray> values = new LinkedHashMap<>();
      values.put("mu|loc", BorchArray.of(seed, 2));
      values.put("größe", BorchArray.of(new double[][] {{1, 2, seed}}));
      return Params.of(DataType.FLOAT64, Seed.of(seed), values);
    }

    private static byte[] stored(Path file) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipFile from = new ZipFile(file.toFile());
          ZipOutputStream to = new ZipOutputStream(bytes)) {
        to.setMethod(ZipOutputStream.STORED);
        for (ZipEntry each : from.stream().toList()) {
          byte[] content = from.getInputStream(each).readAllBytes();
          CRC32 sum = new CRC32();
          sum.update(content);
          ZipEntry entry = new ZipEntry(each.getName());
          entry.setSize(content.length);
          entry.setCrc(sum.getValue());
          to.putNextEntry(entry);
          to.write(content);
        }
      }
      return bytes.toByteArray();
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private void fuzz(Kind kind, IntStream numbers) throws IOException {
    Path file = folder.resolve(kind.file);
    kind.write(file, 1);
    byte[] other = Files.readAllBytes(file);
    kind.write(file, 0);
    byte[] intact = Files.readAllBytes(file);
    Mutations mutations = new Mutations(intact, other);
    int refused = 0;
    for (int number : numbers.toArray()) {
      Files.write(file, mutations.get(number));
      long before = allocated();
      try {
        kind.read(file);
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutation " + number + " of " + kind, e);
      }
      assertThat(allocated() - before).as("mutation %d of %s", number, kind).isLessThan(MEMORY);
    }
    assertThat(refused).as("refused").isPositive();
    Files.write(file, intact);
    kind.read(file);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aDamagedFileIsReadOrRefused(Kind kind) throws IOException {
    fuzz(kind, IntStream.range(0, MUTATIONS));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aHundredThousandDamagedFilesAreReadOrRefused(Kind kind) throws IOException {
    fuzz(kind, IntStream.range(MUTATIONS, MUTATIONS + MANY));
  }
}
