package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.borch.Params;
import org.borch.infer.draws.Draws;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they save: what is there is one whole state, old or new. */
class KillTest {

  private static final int KILLS = 3;
  private static final int MANY = 60;

  /** Longer than a round of saves. */
  private static final int LONGEST_LIFE = 400;

  @TempDir private Path folder;

  /** Saves a number in every way, and then the next one, until it is killed. */
  static final class Writer {

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      save(folder, 0);
      System.out.println("begun");
      for (int number = 1; ; number++) {
        save(folder, number);
      }
    }
  }

  private static void save(Path folder, double number) {
    double[] values = new double[4_000];
    Arrays.fill(values, number);
    NDArray all = BorchArray.of(new Shape(2, 2_000), values);
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(1), Map.of("w", all))) {
      params.save(folder.resolve("fit.safetensors"));
    }
    Draws draws = Draws.of(Map.of("a", all));
    CmdStanCsv.write(draws, folder.resolve("run.csv"));
    Npz.write(draws, folder.resolve("run.npz"));
    Plots.trace(draws.thin(100)).save(folder.resolve("run.png"));
  }

  private static void requireWhole(Path folder) throws IOException {
    List<Path> chains = List.of(folder.resolve("run_1.csv"), folder.resolve("run_2.csv"));
    try (Params params = Params.load(folder.resolve("fit.safetensors"))) {
      requireEqual(params.flat());
    }
    requireEqual(CmdStanCsv.read(chains).get("a"));
    requireEqual(Npz.read(folder.resolve("run.npz")).get("a"));
    assertThat(ImageIO.read(folder.resolve("run.png").toFile())).isNotNull();
  }

  private static void requireEqual(NDArray array) {
    double[] values = BorchArray.wrap(array).values();
    assertThat(values).hasSize(4_000).containsOnly(values[0]);
  }

  private void kill(int times) throws Exception {
    SplittableRandom random = new SplittableRandom(times);
    for (int i = 0; i < times; i++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dai.djl.offline=true",
                  "-Djava.awt.headless=true",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        Thread.sleep(random.nextInt(LONGEST_LIFE));
      } finally {
        process.destroyForcibly().waitFor();
      }
      requireWhole(folder);
    }
    save(folder, -1);
    requireWhole(folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "fit.safetensors", "run_1.csv", "run_2.csv", "run.npz", "run.png");
    }
  }

  @Test
  void aKilledWriterLeavesOneWholeState() throws Exception {
    kill(KILLS);
  }

  @Test
  @Tag("slow")
  void sixtyKilledWritersLeaveOneWholeStateEach() throws Exception {
    kill(MANY);
  }
}
