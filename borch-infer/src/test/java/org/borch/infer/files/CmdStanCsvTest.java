package org.borch.infer.files;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.borch.file.NewFiles;
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
  static final String CMDSTAN =
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

  /** Every second of five or six steps are three rows; of seven, four. */
  @Test
  void stepsThatAreNoMultipleOfTheThinningHaveOneRowMore() throws IOException {
    String five = CMDSTAN.replace("num_samples = 6", "num_samples = 5");
    assertThat(CmdStanCsv.read(file("five.csv", five)).drawCount()).isEqualTo(3);
    Path seven = file("seven.csv", CMDSTAN.replace("num_samples = 6", "num_samples = 7"));
    assertThatThrownBy(() -> CmdStanCsv.read(seven))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("seven.csv");
    Path four = file("four.csv", CMDSTAN.replace("num_samples = 6", "num_samples = 4"));
    assertThatThrownBy(() -> CmdStanCsv.read(four)).hasMessageContaining("four.csv");
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
            "# borch_variable encoder_weight_2 = [\"encoder.weight\",3,2]",
            "# Step size = 0.3333333333333333",
            "# 0.3333333333333333, 1.0E-9");
  }

  /**
   * CmdStanPy 1.3.2 and ArviZ 0.23.4 read files like this one; without num_warmup the first fails.
   */
  @Test
  void drawsThatNoSamplerMadeAreThoseOfFixedParameters() throws IOException {
    NDArray values = BorchArray.of(new double[][] {{1, 2, 3}});
    Path file = CmdStanCsv.write(Draws.of(Map.of("a", values)), folder.resolve("a.csv")).get(0);
    Draws read = CmdStanCsv.read(file);

    assertThat(Files.readString(file))
        .contains("num_warmup = 0\n", "algorithm = fixed_param\n", "lp__,accept_stat__,a");
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
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.2.4\n"), "x has the shape (2, 4)");
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.1.4\n"), "x has the shape (2, 4)");
    assertRefused(CMDSTAN.replace("x.2.3\n", "x.2.2\n"), "two columns are called x.2.2");
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

  // ---- what CmdStan and editors make of files

  @Test
  void fixedParametersHaveNoWarmUpWhateverTheSettingsSay() throws IOException {
    String fixed =
        CMDSTAN
            .replaceAll("(?m)^-1.*\n", "")
            .replace("lp__,accept_stat__,stepsize__,", "lp__,accept_stat__,a__,")
            .replace("algorithm = hmc (Default)", "algorithm = fixed_param");
    String silent = fixed.replace("algorithm = fixed_param", "algorithm = hmc (Default)");

    for (String text : List.of(fixed, silent)) {
      Draws draws = CmdStanCsv.read(file("fixed.csv", text));
      assertThat(draws.drawCount()).isEqualTo(3);
      assertThat(draws.stats().names()).isEmpty();
    }
  }

  @Test
  void aByteOrderMarkBlanksAndLineEndsOfOtherSystemsAreRead() throws IOException {
    Draws expected = CmdStanCsv.read(file("toy.csv", CMDSTAN));
    for (String text :
        List.of(
            "\uFEFF" + CMDSTAN,
            CMDSTAN.replace("\n", "\r\n"),
            CMDSTAN.replace("\n", "\r"),
            CMDSTAN.replace(",mu,x.1.1,", ",mu ,\tx.1.1 ,").replace("x.2.3\n", "x.2.3 \n"),
            CMDSTAN.replace("0.25,11", " 0.25\t, 11"))) {
      Draws draws = CmdStanCsv.read(file("odd.csv", text));
      Samples.assertSameBits(draws, expected);
      assertThat(draws.stats().settings()).isEqualTo(expected.stats().settings());
    }
  }

  @Test
  void theTimeOfEachChainIsKept() throws IOException {
    Draws draws = CmdStanCsv.read(file("toy.csv", CMDSTAN));
    assertThat(draws.stats().settings())
        .containsEntry("warmup_seconds", "0.01")
        .containsEntry("sampling_seconds", "0.02")
        .containsEntry("model", "toy_model");

    Path again = CmdStanCsv.write(draws, folder.resolve("again.csv")).get(0);
    assertThat(Files.readString(again))
        .contains(
            "# model = toy_model\n# start_datetime = 2025-03-01 10:00:00 UTC\n",
            "#  Elapsed Time: 0.01 seconds (Warm-up)\n",
            "#                0.02 seconds (Sampling)\n",
            "#                0.03 seconds (Total)\n");
    assertThat(CmdStanCsv.read(again).stats().settings())
        .containsEntry("model", "toy_model")
        .containsEntry("sampling_seconds", "0.02");
  }

  @Test
  void anyNameAndEveryVariableComesBackInOrder() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (String name :
        List.of(
            "a ", " a", "a", "a_2", "", "1", "\n", "\"", "a,b", "a.1", "größe", "😀", "x = y")) {
      arrays.put(name, BorchArray.of(new double[][] {{arrays.size(), 2}}));
    }
    arrays.put("none", BorchArray.of(new Shape(1, 2, 0, 3), new double[0]));
    arrays.put("last", BorchArray.of(new double[][] {{Double.NaN, 2}}));
    Draws draws = Draws.of(arrays);

    Samples.assertSameBits(CmdStanCsv.read(CmdStanCsv.write(draws, folder.resolve("n"))), draws);

    Draws empty = draws.select("none");
    Samples.assertSameBits(CmdStanCsv.read(CmdStanCsv.write(empty, folder.resolve("e"))), empty);
  }

  @Test
  void sampleStatsWithoutALogDensityComeBackWithoutOne() {
    double[][] column = {{1, 2}};
    Draws draws =
        Draws.of(Map.of("a", BorchArray.of(column)))
            .withStats(SampleStats.of(Map.of("stepsize__", column), Map.of("seed", "1")));
    Draws read = CmdStanCsv.read(CmdStanCsv.write(draws, folder.resolve("a.csv")));
    Samples.assertSameStats(read, draws);
  }

  @Test
  void whatCouldNotBeReadBackIsRefusedByTheSave() {
    double[][] column = {{1, 2}};
    Draws draws = Draws.of(Map.of("a", BorchArray.of(column)));
    List<Draws> refused =
        List.of(
            Draws.of(Map.of("half \ud83d", BorchArray.of(column))),
            draws.withStats(SampleStats.of(Map.of("energy", column), Map.of())),
            draws.withStats(SampleStats.of(Map.of("a,b__", column), Map.of())),
            draws.withStats(SampleStats.of(Map.of("lp__", column), Map.of("model", "a\n# id=2"))),
            draws.withStats(SampleStats.of(Map.of("lp__", column), Map.of("model", " a"))),
            draws.withStats(
                SampleStats.of(Map.of("lp__", column), Map.of("algorithm", "fixed_param"))));
    for (Draws each : refused) {
      assertThatThrownBy(() -> CmdStanCsv.write(each, folder.resolve("no.csv")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected ");
    }
    assertThat(folder.resolve("no.csv")).doesNotExist();
  }

  // ---- limits

  @Test
  void nonsenseInHeadersAndCommentsIsRefused() throws IOException {
    assertRefused(CMDSTAN.replace(",mu,", ",mu" + ".1".repeat(100_000) + ","), "mu has the shape");
    assertRefused(CMDSTAN.replace(",mu,", ",mu.99999999999,"), "more than 9 digits");
    assertRefused(CMDSTAN.replace(",mu,", ",mu.65536.65536.65536.65536,"), "mu has the shape");
    assertRefused(CMDSTAN.replace(",mu,", ",,"), "column 8 has no name");
    assertRefused(CMDSTAN.replace("accept_stat__", "lp__"), "two columns are called lp__");
    assertRefused(CMDSTAN.replace("Step size = 0.866025", "Step size = big"), "got \"big\"");
    assertRefused(CMDSTAN.replace("num_warmup = 4", "num_warmup = -4"), "num_warmup = -4");
    assertRefused(CMDSTAN.replace("num_samples = 6", "num_samples = 2147483647"), "num_samples");
    assertRefused(CMDSTAN.replace("thin = 2", "thin = 99999999999"), "thin = 99999999999");
    assertRefused(CMDSTAN.replace("0.25,11", "0x1p3,11"), "got \"0x1p3\"");
    assertRefused(CMDSTAN.replace("0.25,11", "\u0663,11"), "got \"\u0663\"");
    assertRefused(CMDSTAN.replace("# id = 1", "# borch_run = 1"), "no identity of a run");
    assertRefused(
        CMDSTAN.replace("# id = 1", "# borch_variable mu = [\"mu\",1e999]"), "no variable");
    String many = IntStream.range(0, 10_001).mapToObj(i -> "# s" + i + " = 1\n").collect(joining());
    assertRefused(many + CMDSTAN, "more than 10000 settings");
  }

  @Test
  void aLineWithoutEndIsRefused() throws IOException {
    Path file = folder.resolve("endless.csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] block = "1,".repeat(1 << 19).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 40; i++) {
        out.write(block);
      }
    }
    assertThatThrownBy(() -> CmdStanCsv.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("endless.csv: refused, line 1 has more than 33554432 characters");
  }

  // ---- several files

  private Draws chains(double first, int count) {
    return Draws.of(Map.of("a", BorchArray.of(new Shape(count, 2), run(first, 2 * count))));
  }

  private static double[] run(double first, int size) {
    return IntStream.range(0, size).mapToDouble(i -> first + i).toArray();
  }

  @Test
  void filesOfSeveralRunsRepeatedAndMissingOnesAreRefused() throws IOException {
    List<Path> one = CmdStanCsv.write(chains(0, 3), folder.resolve("one.csv"));
    List<Path> two = CmdStanCsv.write(chains(50, 3), folder.resolve("two.csv"));
    Path copy = Files.copy(one.get(0), folder.resolve("copy.csv"));
    Path stan = file("stan.csv", CMDSTAN);
    Path stanCopy = file("stan-copy.csv", CMDSTAN);
    Path stanTwo = file("stan-2.csv", CMDSTAN.replace("# id = 1 (Default)", "# id = 2"));
    Path model = file("model.csv", CMDSTAN.replace("toy_model", "other_model"));

    assertNotOneRun("a chain of another run than", one.get(0), two.get(1), one.get(2));
    assertNotOneRun("a chain of another run than", stan, one.get(0));
    assertNotOneRun("model = other_model, expected toy_model as in", stan, model);
    assertNotOneRun("the same chain as in", one.get(0), one.get(1), copy);
    assertNotOneRun("the same chain as in", stan, stanCopy);
    assertNotOneRun("the same chain as in", stan, stan);
    assertNotOneRun("a run of 3 chains, got 2 files", one.get(0), one.get(1));
    assertNotOneRun("a run of 3 chains, got 1 files", one.get(1));
    assertThat(CmdStanCsv.read(stan, stanTwo).chainCount()).isEqualTo(2);
    assertThat(CmdStanCsv.read(one.get(2), one.get(0), one.get(1)).element("a")[0])
        .containsExactly(4, 5);
  }

  private static void assertNotOneRun(String why, Path... files) {
    assertThatThrownBy(() -> CmdStanCsv.read(files))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(".csv: refused, ")
        .hasMessageContaining(why);
  }

  /** As if the writer had been killed after the first chain had reached its place. */
  @Test
  void theRestOfAnInterruptedSaveIsReadFromWhereItLies() throws IOException {
    List<Path> places = CmdStanCsv.write(chains(0, 2), folder.resolve("run.csv"));
    Path second = CmdStanCsv.write(chains(50, 2), folder.resolve("new.csv")).get(1);
    try (NewFiles files = new NewFiles()) {
      OutputStream rest = files.begin(places.get(1));
      rest.write(Files.readAllBytes(second));
      rest.flush();
      Files.move(folder.resolve("new_1.csv"), places.get(0), StandardCopyOption.REPLACE_EXISTING);
      assertThat(CmdStanCsv.read(places).element("a")[1]).containsExactly(52, 53);
      Files.delete(places.get(1));
      assertThat(CmdStanCsv.read(places).element("a")[1]).containsExactly(52, 53);
    }
    assertThatThrownBy(() -> CmdStanCsv.read(places))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("run_2.csv: cannot be read, there is no such file");
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
    assertThat(folder.resolve("out_1.csv")).doesNotExist();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(each -> String.valueOf(each.getFileName())))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }
}
