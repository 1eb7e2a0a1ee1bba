package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpzTest {

  @TempDir private Path folder;

  /** An array as numpy.save writes it. */
  private static byte[] npy(String type, boolean columnMajor, String shape, byte[] elements) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(type, columnMajor ? "True" : "False", shape);
    String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + padded.length() + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) padded.length());
    bytes.put(padded.getBytes(StandardCharsets.US_ASCII)).put(elements);
    return bytes.array();
  }

  private Path npz(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("made.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(Metric.Form.class)
  void whatIsWrittenIsReadBitForBit(Metric.Form form) {
    Draws draws = Samples.withEverything(form);
    Path file = folder.resolve("all.npz");

    Npz.write(draws, file);

    Draws read = Npz.read(file);
    Samples.assertSameBits(read, draws);
    Samples.assertSameStats(read, draws);
  }

  @Test
  void theSameDrawsMakeTheSameFile() throws IOException {
    Draws draws = Samples.withEverything(Metric.Form.DIAGONAL);
    Npz.write(draws, folder.resolve("a.npz"));
    Npz.write(draws, folder.resolve("b.npz"));

    assertThat(Files.readAllBytes(folder.resolve("a.npz")))
        .isEqualTo(Files.readAllBytes(folder.resolve("b.npz")));
  }

  /** The bytes of numpy.save for arange(6.).reshape(1, 3, 2), by NumPy 2.4. */
  @Test
  void anArrayHasNumPysBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    double[] values = {0, 1, 2, 3, 4, 5};
    Npy.write(out, BorchArray.of(values).reshape(1, 3, 2).getShape(), values);
    ByteBuffer elements = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(elements::putDouble);

    assertThat(out.toByteArray()).isEqualTo(npy("<f8", false, "(1, 3, 2)", elements.array()));
    assertThat(out.toByteArray()).hasSize(128 + 48);
  }

  @Test
  void arraysOfNumPyOfOtherTypesAreRead() throws IOException {
    byte[] integers = {1, 0, 0, 0, -1, -1, -1, -1};
    ByteBuffer floats = ByteBuffer.allocate(8).putFloat(0.5f).putFloat(-2f);
    Draws draws =
        Npz.read(
            npz(
                Map.of(
                    "count.npy", npy("<i4", false, "(1, 2)", integers),
                    "big.npy", npy(">f4", false, "(1, 2)", floats.array()),
                    "flag.npy", npy("|b1", false, "(1, 2)", new byte[] {0, 1}),
                    "byte.npy", npy("|u1", false, "(1, 2)", new byte[] {-1, 1}))));

    assertThat(draws.element("count")[0]).containsExactly(1, -1);
    assertThat(draws.element("big")[0]).containsExactly(0.5, -2);
    assertThat(draws.element("flag")[0]).containsExactly(0, 1);
    assertThat(draws.element("byte")[0]).containsExactly(255, 1);
    assertThat(draws.stats().names()).isEmpty();
    assertThat(draws.tunings(Tuning.class)).isEmpty();
  }

  @Test
  void damagedAndForeignFilesAreRefused() throws IOException {
    byte[] two = new byte[16];
    assertRefused(npz(Map.of("a.npy", npy("<f8", true, "(1, 2, 1)", two))), "column-major");
    assertRefused(npz(Map.of("a.npy", npy("<f8", false, "(1, 3)", two))), "expected 24");
    assertRefused(npz(Map.of("a.npy", npy("<c16", false, "(1, 1)", two))), "type c16");
    assertRefused(npz(Map.of("a.npy", npy("|O", false, "(1, 1)", two))), "not understood");
    assertRefused(npz(Map.of("a.npy", npy("<f8", false, "(2,)", two))), "a: draws of shape (2)");
    assertRefused(npz(Map.of("a.npy", two)), "not a .npy array");
    assertRefused(npz(Map.of("readme.txt", two)), "readme.txt");
    assertRefused(npz(Map.of()), "");
    byte[] good = npy("<f8", false, "(1, 2)", two);
    assertRefused(
        npz(Map.of("a.npy", good, "sample_stats/lp.npy", npy("<f8", false, "(2,)", two))),
        "sample_stats/lp");
    assertRefused(
        npz(Map.of("a.npy", good, "sample_stats/lp.npy", npy("<f8", false, "(2, 1)", two))),
        "lp__: sample stats of other chains");
    assertRefused(
        npz(
            Map.of(
                "a.npy", good,
                "tuning/step_size.npy", npy("<f8", false, "(2,)", two),
                "tuning/inverse_metric.npy", npy("<f8", false, "(2,)", two))),
        "tuning/inverse_metric");
    Path text = Files.writeString(folder.resolve("text.npz"), "no zip");
    assertRefused(text, "no .npz file");
  }

  @Test
  void everyCutAndEveryFlippedByteOfTheElementsIsNoticed() throws IOException {
    Path file = folder.resolve("all.npz");
    Npz.write(Samples.withEverything(Metric.Form.DIAGONAL), file);
    byte[] bytes = Files.readAllBytes(file);

    for (int length = 0; length < bytes.length; length += 97) {
      assertRefused(Files.write(folder.resolve("cut.npz"), Arrays.copyOf(bytes, length)), "");
    }
    int elements = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("}  ") + 200;
    byte[] flipped = bytes.clone();
    flipped[elements] ^= 1;
    assertRefused(
        Files.write(folder.resolve("flipped.npz"), flipped),
        "mu.npy is damaged: invalid entry CRC");
  }

  /** Tiny files that promise much. */
  @Test
  void noMoreMemoryIsTakenThanAFileIsWorth() throws IOException {
    byte[] none = new byte[0];
    for (String shape :
        List.of(
            "(2147483647, 2147483647)",
            "(4294967296, 4294967296)",
            "(18446744073709551616,)",
            "(0, 4294967296)",
            "(1, 1000000000)",
            "(65536, 65536, 65536, 65536)",
            "(%s)".formatted("1, ".repeat(65)))) {
      assertRefused(npz(Map.of("a.npy", npy("<f8", false, shape, none))), "a.npy has ");
    }
    assertRefused(npz(Map.of("a.npy", npy("<f999999", false, "(1, 2)", none))), "a.npy has ");
    assertRefused(npz(Map.of("a.npy", npy("<f9999999999", false, "(1,)", none))), "not understood");
    assertRefused(npz(Map.of("a.npy", npy("<U999999", false, "()", none))), "a.npy has ");
    byte[] long2 = npy("<f8", false, "(1, 2)", new byte[16]);
    long2[6] = 2; // version 2: the header's length has four bytes
    long2[10] = 127;
    assertRefused(npz(Map.of("a.npy", long2)), "expected at most 65536");
  }

  /** 200 MB of zeros in 200 KB. */
  @Test
  void aZipBombIsRefused() throws IOException {
    Path file = folder.resolve("bomb.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(9);
      zip.putNextEntry(new ZipEntry("a.npy"));
      byte[] start = npy("|b1", false, "(1, 200000000)", new byte[0]);
      zip.write(start);
      for (int i = 0; i < 200; i++) {
        zip.write(new byte[1_000_000]);
      }
      zip.closeEntry();
    }
    assertThat(Files.size(file)).isLessThan(300_000);
    assertRefused(file, "a.npy has more numbers than the limit of this file, 8388608");
  }

  @Test
  void theDirectoryAndTheEntriesMustSayTheSame() throws IOException {
    byte[] good = npy("<f8", false, "(1, 2)", new byte[16]);
    Map<String, byte[]> entries = new TreeMap<>(Map.of("aaa.npy", good, "bbb.npy", good));
    String intact = Files.readString(npz(entries), StandardCharsets.ISO_8859_1);

    assertRefused(altered(intact.replaceFirst("aaa", "ccc")), "ccc.npy in it is not in its");
    assertRefused(altered(intact.replaceFirst("(?s)aaa(.*)aaa", "aaa$1ccc")), "aaa.npy in it");
    assertRefused(altered(intact.replaceFirst("bbb", "aaa")), "aaa.npy is in it twice");
    assertRefused(
        altered(intact.replaceFirst("PK\u0003\u0004", "PK\u0003\u0005")), "0 arrays in it");
    assertRefused(altered(intact.replaceFirst("aaa", "a\u00ffa")), "no text in UTF-8");
  }

  private Path altered(String bytes) throws IOException {
    byte[] content = bytes.getBytes(StandardCharsets.ISO_8859_1);
    return Files.write(folder.resolve("altered.npz"), content);
  }

  @Test
  void theBytesDoNotDependOnTheTimeZone() throws IOException {
    Draws draws = Samples.withEverything(Metric.Form.DIAGONAL);
    TimeZone before = TimeZone.getDefault();
    try {
      for (String zone : List.of("UTC", "Asia/Kathmandu", "Pacific/Honolulu")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Npz.write(draws, folder.resolve(zone.replace('/', '-') + ".npz"));
      }
    } finally {
      TimeZone.setDefault(before);
    }
    byte[] utc = Files.readAllBytes(folder.resolve("UTC.npz"));
    assertThat(Files.readAllBytes(folder.resolve("Asia-Kathmandu.npz"))).isEqualTo(utc);
    assertThat(Files.readAllBytes(folder.resolve("Pacific-Honolulu.npz"))).isEqualTo(utc);
  }

  @Test
  void integersThatNoDoubleHoldsAreRefused() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putLong(1L << 53).putLong(-(1L << 53));
    Path good = npz(Map.of("a.npy", npy("<i8", false, "(1, 2)", numbers.array())));
    assertThat(Npz.read(good).element("a")[0]).containsExactly(0x1p53, -0x1p53);
    assertRefused(npz(Map.of("a.npy", npy("<u8", false, "(1, 2)", numbers.array()))), "2^53");
    numbers.putLong(8, (1L << 53) + 1);
    assertRefused(npz(Map.of("a.npy", npy("<i8", false, "(1, 2)", numbers.array()))), "2^53");
  }

  @Test
  void partsOfTheSamplersArraysAreRefused() throws IOException {
    byte[] good = npy("<f8", false, "(1, 2)", new byte[16]);
    byte[] text = npy("<U1", false, "()", new byte[] {'a', 0, 0, 0});
    byte[] wrong = npy("<U1", false, "()", new byte[] {0, 0, 0, 127});
    assertRefused(npz(Map.of("a.npy", good, "tuning/step_size.npy", good)), "belong together");
    assertRefused(npz(Map.of("a.npy", good, "tuning/other.npy", good)), "tuning/other is none");
    assertRefused(npz(Map.of("a.npy", good, "sampler/x.npy", good)), "has numbers, expected text");
    assertRefused(npz(Map.of("a.npy", text)), "a has text, expected numbers");
    assertRefused(npz(Map.of("a.npy", wrong)), "a text with the character");
  }

  @Test
  void settingsAloneAndOddSampleStatsComeBack() {
    NDArray values = BorchArray.of(new double[][] {{1, 2}});
    SampleStats settings = SampleStats.of(Map.of(), Map.of("seed", "1", "note", "größe\n"));
    Path file = folder.resolve("odd.npz");
    Npz.write(Draws.of(Map.of("", values, "a/", values)).withStats(settings), file);
    Draws read = Npz.read(file);
    assertThat(read.names()).containsExactlyInAnyOrder("", "a/");
    assertThat(read.stats().settings()).isEqualTo(settings.settings());

    double[][] half = {{0.5, 2}};
    SampleStats odd = SampleStats.of(Map.of("divergent__", half), Map.of());
    Npz.write(Draws.of(Map.of("a", values)).withStats(odd), file);
    assertThat(Npz.read(file).stats().get("divergent__")).isDeepEqualTo(half);
  }

  @Test
  void whatCouldNotBeReadBackIsRefusedByTheSave() {
    NDArray values = BorchArray.of(new double[][] {{1, 2}, {3, 4}});
    Draws draws = Draws.of(Map.of("a", values));
    double[][] column = {{1, 2}, {3, 4}};
    List<Draws> refused =
        List.of(
            Draws.of(Map.of("half \ud83d", values)),
            Draws.of(Map.of("x".repeat(60_001), values)),
            draws.withStats(SampleStats.of(Map.of("lp", column), Map.of())),
            draws.withStats(SampleStats.of(Map.of(), Map.of("seed", "1\0"))),
            draws.withStats(SampleStats.of(Map.of(), Map.of("seed", "1".repeat(70_000)))),
            draws.withTunings(
                List.of(
                    new Tuning(1, Metric.diagonal(1, 1)),
                    new Tuning(1, Metric.dense(new double[][] {{1, 0}, {0, 1}})))));
    for (Draws each : refused) {
      assertThatThrownBy(() -> Npz.write(each, folder.resolve("no.npz")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
    assertThat(folder.resolve("no.npz")).doesNotExist();
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.getFileName() + ": refused, ")
        .hasMessageContaining(why);
  }

  @Test
  void namesOfTheSamplersArraysAreKept() {
    Draws draws = Draws.of(Map.of("sampler/x", BorchArray.of(new double[][] {{1, 2}})));

    assertThatThrownBy(() -> Npz.write(draws, folder.resolve("x.npz")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sampler/x");
    assertThatThrownBy(() -> Npz.read(folder.resolve("absent.npz")))
        .hasMessageContaining("no such file");
  }
}
