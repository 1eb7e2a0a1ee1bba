package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CmdStanCsvTest {

  /** As CmdStan 2.36 writes it, shortened: 3 draws of every other step, warm-up saved. */
  private static final String CMDSTAN =
      """
      # stan_version_major = 2
      # stan_version_minor = 36
      # stan_version_patch = 0
      # model = toy_model
      # start_datetime = 2025-03-01 10:00:00 UTC
      # method = sample (Default)
      #   sample
      #     num_samples = 6
      #     num_warmup = 4
      #     save_warmup = true
      #     thin = 2
      #     adapt
      #       engaged = true (Default)
      #       delta = 0.9
      #     algorithm = hmc (Default)
      #       hmc
      #         engine = nuts (Default)
      #           nuts
      #             max_depth = 2
      #         metric = diag_e (Default)
      #         metric_file =  (Default)
      # id = 1 (Default)
      # data
      #   file = toy.json
      # random
      #   seed = 4711
      # stancflags =
      lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,mu,x.1.1,x.2.1,x.1.2,x.2.2,x.1.3,x.2.3
      -1.5,0.5,1,2,3,1,2.5,-9,0,0,0,0,0,0
      -1.25,0.5,1,2,3,0,2.5,-8,0,0,0,0,0,0
      # Adaptation terminated
      # Step size = 0.866025
      # Diagonal elements of inverse mass matrix:
      # 0.5, 2.25, 1e-05, 1, 1, 1, 1
      -3.5,0.9,0.866025,1,1,0,4.5,0.25,11,21,12,22,13,23
      -4.5,0.8,0.866025,2,3,1,5.5,nan,inf,-inf,1e-310,-0,NaN,+inf
      # a comment between draws

      -5.5,1,0.866025,2,3,0,6.5,0.5,111,121,112,122,113,123
      #\s
      #  Elapsed Time: 0.01 seconds (Warm-up)
      #                0.02 seconds (Sampling)
      #                0.03 seconds (Total)
      #\s
      """;

  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void aFileOfCmdStanIsRead() throws IOException {
    Draws draws = CmdStanCsv.read(file("toy.csv", CMDSTAN));

    assertThat(draws.names()).containsExactly("mu", "x");
    assertThat(draws.chainCount()).isEqualTo(1);
    assertThat(draws.drawCount()).isEqualTo(3);
    assertThat(draws.shape("x")).isEqualTo(new Shape(2, 3));
    assertThat(draws.element("mu")[0]).containsExactly(0.25, Double.NaN, 0.5);
    assertThat(draws.scalar("x[2,1]")[0]).containsExactly(21, Double.NEGATIVE_INFINITY, 121);
    assertThat(draws.scalar("x[1,2]")[0]).containsExactly(12, 1e-310, 112);
    assertThat(1 / draws.scalar("x[2,2]")[0][1]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(draws.tunings(Tuning.class))
        .containsExactly(new Tuning(0.866025, Metric.diagonal(0.5, 2.25, 1e-5, 1, 1, 1, 1)));
    SampleStats stats = draws.stats();
    assertThat(stats.get("energy__")[0]).containsExactly(4.5, 5.5, 6.5);
    assertThat(stats.divergences()).isEqualTo(1);
    assertThat(stats.depthHits()).isEqualTo(2);
    assertThat(stats.settings()).containsEntry("seed", "4711").containsEntry("delta", "0.9");
    assertThat(stats.settings()).doesNotContainKeys("num_samples", "thin", "save_warmup");
  }

  @Test
  void warmUpIsReadWhereItWasSaved() throws IOException {
    Draws warmup = CmdStanCsv.readWarmup(List.of(file("toy.csv", CMDSTAN)));
    Path without =
        file(
            "none.csv",
            CMDSTAN.replace("save_warmup = true", "save_warmup = 0").replaceAll("(?m)^-1.*\n", ""));

    assertThat(warmup.element("mu")[0]).containsExactly(-9, -8);
    assertThat(warmup.tunings(Tuning.class)).isEmpty();
    assertThat(CmdStanCsv.read(without).drawCount()).isEqualTo(3);
    assertThatThrownBy(() -> CmdStanCsv.readWarmup(List.of(without)))
        .hasMessageContaining("save_warmup=1");
  }

  @ParameterizedTest
  @EnumSource(Metric.Form.class)
  void whatIsWrittenIsReadBitForBit(Metric.Form form) {
    Draws draws = Samples.withEverything(form);

    List<Path> files = CmdStanCsv.write(draws, folder.resolve("all.csv"));
    Draws read = CmdStanCsv.read(files);

    assertThat(files).containsExactly(folder.resolve("all_1.csv"), folder.resolve("all_2.csv"));
    Samples.assertSameBits(read, draws);
    Samples.assertSameStats(read, draws);
  }

  @Test
  void columnsAreNamedAsCmdStanDoes() throws IOException {
    Draws draws = Samples.withEverything(Metric.Form.DIAGONAL).withoutChains(1);
    Path file = CmdStanCsv.write(draws, folder.resolve("one.csv")).get(0);

    List<String> lines = Files.readAllLines(file);

    assertThat(file).isEqualTo(folder.resolve("one.csv"));
    assertThat(lines.stream().filter(line -> !line.startsWith("#")).findFirst())
        .hasValue(
            "lp__,divergent__,energy__,mu,"
                + "encoder_weight_2.1.1,encoder_weight_2.2.1,encoder_weight_2.3.1,"
                + "encoder_weight_2.1.2,encoder_weight_2.2.2,encoder_weight_2.3.2,"
                + "x.1.1.1,x.2.1.1,x.1.2.1,x.2.2.1,x.1.1.2,x.2.1.2,x.1.2.2,x.2.2.2,"
                + "layer_1,encoder_weight.1,own");
    assertThat(lines)
        .contains(
            "#     num_samples = 9",
            "#             max_depth = 12",
            "# borch_name encoder_weight_2 = encoder.weight",
            "# Step size = 0.3333333333333333",
            "# 0.3333333333333333, 1.0E-9");
  }

  @Test
  void drawsThatNoSamplerMadeAreThoseOfFixedParameters() throws IOException {
    NDArray values = BorchArray.of(new double[][] {{1, 2, 3}});
    Path file = CmdStanCsv.write(Draws.of(Map.of("a", values)), folder.resolve("a.csv")).get(0);
    Draws read = CmdStanCsv.read(file);

    assertThat(Files.readString(file))
        .contains("algorithm = fixed_param\n", "lp__,accept_stat__,a");
    assertThat(read.element("a")[0]).containsExactly(1, 2, 3);
    assertThat(read.stats().names()).isEmpty();
  }

  @Test
  void damagedAndForeignFilesAreRefused() throws IOException {
    String last = "113,123\n";
    int end = CMDSTAN.indexOf(last) + last.length();
    assertRefused(CMDSTAN.substring(0, end - 1), "cut off in line");
    assertRefused(CMDSTAN.substring(0, end - 8), "13 numbers, expected 14");
    assertRefused(CMDSTAN.substring(0, CMDSTAN.indexOf("-5.5,")), "4 draws, expected 5");
    assertRefused(CMDSTAN.replace("0.25,11", "0.25,1l"), "column x.1.1: got \"1l\"");
    assertRefused(CMDSTAN.replace("0.25,11", "0.25,11d"), "got \"11d\"");
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.2.4\n"), "x has 6 columns");
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.2.2\n"), "two columns are x[2, 2]");
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.2\n"), "different numbers of indices");
    assertRefused(CMDSTAN.replace("method = sample", "method = optimize"), "optimize");
    assertRefused(CMDSTAN.replace("num_samples = 6", "num_samples = six"), "num_samples = six");
    assertRefused("year,price\n1,2\n", "no lp__");
    assertRefused("lp__\n1\n", "no variables");
    assertRefused("", "no header");
    assertRefused(CMDSTAN.replace("0.5, 2.25", "0.5, 2.25\n# 1, 2\n# 3"), "not square");
    Path binary = Files.write(folder.resolve("bytes.csv"), new byte[] {(byte) 0xff, 0, 10});
    assertThatThrownBy(() -> CmdStanCsv.read(binary)).hasMessageContaining("not a text file");
    Path absent = folder.resolve("absent.csv");
    assertThatThrownBy(() -> CmdStanCsv.read(absent))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent.csv: cannot be read, there is no such file");
  }

  private void assertRefused(String content, String why) throws IOException {
    Path file = file("bad.csv", content);
    assertThatThrownBy(() -> CmdStanCsv.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("bad.csv: refused, ")
        .hasMessageContaining(why);
  }

  @Test
  void filesOfDifferentRunsAreRefused() throws IOException {
    Path one = file("one.csv", CMDSTAN);
    Path other = file("other.csv", CMDSTAN.replace(",mu,", ",nu,"));
    Path longer =
        file(
            "longer.csv",
            CMDSTAN.replace("num_samples = 6", "num_samples = 4").replaceAll("(?m)^-5.*\n", ""));

    assertThatThrownBy(() -> CmdStanCsv.read(one, other))
        .hasMessageContaining("other.csv: refused, other columns than");
    assertThatThrownBy(() -> CmdStanCsv.read(one, longer))
        .hasMessageContaining("longer.csv: refused, 2 draws, expected 3");
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("out_2.csv/full"));
    Draws draws = Samples.withEverything(Metric.Form.DIAGONAL);

    assertThatThrownBy(() -> CmdStanCsv.write(draws, folder.resolve("out.csv")))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> CmdStanCsv.write(draws, folder.resolve("no/where.csv")))
        .hasMessageContaining("no such file or folder");
    assertThat(taken).exists();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(each -> String.valueOf(each.getFileName())))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }
}
