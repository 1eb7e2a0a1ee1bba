package org.borch.infer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.borch.infer.draws.Draws;
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
    assertRefused(Files.write(folder.resolve("flipped.npz"), flipped), "checksum");
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
