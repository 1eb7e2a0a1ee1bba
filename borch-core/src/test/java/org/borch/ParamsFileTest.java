package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsFileTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("fit.safetensors");
  }

  private static Params example(DataType type) {
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("tau|log_scale", BorchArray.scalar(1.0 / 3, DataType.FLOAT64));
    values.put("größe|loc", BorchArray.of(new double[][] {{1e-300, -0.0, Math.PI}}));
    values.put("empty", BorchArray.of(new Shape(0, 3), new double[0]));
    return Params.of(type, Seed.of(1), values);
  }

  private static long[] bits(Params params) {
    return Arrays.stream(BorchArray.wrap(params.flat()).values())
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void loadingGivesTheSameBitsWithoutAModelF39(DataType type) {
    try (Params params = example(type)) {
      params.add(BorchArray.full(new Shape(4), 1.0 / 7, type));
      params.save(file);
      try (Params loaded = Params.load(file)) {
        assertThat(loaded.names()).containsExactlyElementsOf(params.names());
        assertThat(loaded.type()).isEqualTo(type);
        assertThat(loaded.shape("größe|loc")).isEqualTo(new Shape(1, 3));
        assertThat(loaded.shape("empty")).isEqualTo(new Shape(0, 3));
        assertThat(bits(loaded)).isEqualTo(bits(params));
      }
    }
  }

  @Test
  void theSeedSurvivesTheFileSoThatLaterVariablesStartAsTheyWouldHave(@TempDir Path dir) {
    Path file = dir.resolve("seeded.safetensors");
    Map<String, NDArray> values = Map.of("w", BorchArray.of(1.0, 2.0));
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(-7), values)) {
      params.save(file);
    }
    try (Params loaded = Params.load(file)) {
      assertThat(loaded.seed()).isEqualTo(Seed.of(-7));
    }
  }

  @Test
  void savingAgainReplacesTheFile() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      params.add(BorchArray.full(new Shape(4), 1, DataType.FLOAT64));
      params.save(file);
      params.save(file);
      assertThat(files()).containsExactly(file);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(bits(params));
      }
    }
  }

  @Test
  void equalParametersGiveEqualFiles() throws IOException {
    try (Params params = example(DataType.FLOAT64);
        Params same = example(DataType.FLOAT64)) {
      params.save(file);
      byte[] bytes = Files.readAllBytes(file);
      same.save(file);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
  }

  @Test
  void theFileIsAPlainSafetensorsFileThatHoldsItsDigest() throws Exception {
    try (Params params =
        Params.of(DataType.FLOAT32, Seed.of(1), Map.of("w", BorchArray.of(1.0, 2.0)))) {
      params.save(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8).trim();
    String digest = header.substring(27, 27 + 64);
    assertThat(length).isEqualTo((header.length() + 7) / 8 * 8);
    assertThat(header)
        .isEqualTo(
            "{\"__metadata__\":{\"sha256\":\""
                + digest
                + "\",\"borch\":\"2\",\"kind\":\"params\",\"note.seed\":\"1\","
                + "\"note.type\":\"FLOAT32\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40);
    Arrays.fill(bytes, 8 + 27, 8 + 27 + 64, (byte) '0');
    assertThat(MessageDigest.getInstance("SHA-256").digest(bytes))
        .isEqualTo(HexFormat.of().parseHex(digest));
  }

  /** An altered bit in every byte, and truncations. */
  @Test
  void anAlteredOrTruncatedFileIsRefusedWholeF39() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      byte[] intact = Files.readAllBytes(file);
      for (int i = 0; i < intact.length; i++) {
        byte[] altered = intact.clone();
        altered[i] = (byte) (altered[i] ^ (1 << (i % 8)));
        Files.write(file, altered);
        assertRefused("fit.safetensors: refused, ");
        Files.write(file, Arrays.copyOf(intact, i));
        assertRefused("fit.safetensors: refused, ");
      }
      Files.write(file, Arrays.copyOf(intact, intact.length + 1));
      assertRefused("altered since it was written");
      Files.write(file, intact);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(bits(params));
      }
    }
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> Params.load(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(why);
  }

  @Test
  void oneAlteredValueNamesTheFileAndTheReason() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = (byte) (bytes[bytes.length - 1] ^ 1);
    Files.write(file, bytes);
    assertRefused("fit.safetensors: refused, cut off or altered since it was written: SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "PK\u0003\u0004", "{\"format\": \"other\"}"})
  void foreignFilesAreRefused(String content) throws IOException {
    Files.writeString(file, content);
    assertRefused("fit.safetensors: refused, not a file of borch");
  }

  @Test
  void anotherKindOrVersionIsRefusedAndAMissingFileIsNamed() throws IOException {
    ArrayFile.of("draws", Map.of("x", BorchArray.of(1.0)), Map.of()).save(file);
    assertRefused("holds \"draws\", expected \"params\"");
    SealedFile.of(file).replace("\"borch\":\"2\"", "\"borch\":\"3\"").write(file);
    assertRefused("format version 3, this borch reads version 2");
    Files.delete(file);
    assertRefused("cannot be read, there is no such file");
    Files.createDirectory(file);
    assertRefused("cannot be read, it is a folder or a device");
  }

  /** Files whose digest is right and whose content is not what a save makes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[2]|[4294967296,4294967296]|the shape",
        "[2]|[-1]|the shape",
        "[2]|[-5]|the shape",
        "[2]|[9223372036854775807]|the shape",
        "[2]|[99999999999999999999]|damaged",
        "[2]|[3]|lies at [0, 16], expected 0 to 24",
        "[2]|[[[[2]]]]|damaged",
        "[0,16]|[0,8]|lies at",
        "[0,16]|[8,24]|lies at",
        "[0,16]|[0]|lacks shape or place",
        "F64|F16|unknown type F16",
        "F64|F32|lies at",
        "`dtype`|`type`|says of array",
        "`note.seed`:`1`|`note.seed`:`one`|note seed is `one`, expected a whole number",
        "`note.seed`|`note.sead`|no note seed in it, only [sead, type]",
        "FLOAT64|FLOAT99|FLOAT99",
        "FLOAT64|INT64|parameters of type int64, expected FLOAT32 or FLOAT64",
        "`w`:{|`w`:{`w`:{|says of array w its w",
        "}}|}},`w`:{`dtype`:`F64`}|only",
      })
  void sealedNonsenseIsRefused(String what, String instead, String why) throws IOException {
    try (Params params =
        Params.of(DataType.FLOAT64, Seed.of(1), Map.of("w", BorchArray.of(1.0, 2.0)))) {
      params.save(file);
    }
    String quoted = instead.replace('`', '"');
    SealedFile.of(file).replace(what.replace('`', '"'), quoted).write(file);
    if (why.equals("only")) {
      assertRefused("fit.safetensors: refused, ");
    } else {
      assertRefused(why.replace('`', '"'));
    }
  }

  @Test
  void valuesThatAreNotFiniteAreRefusedByBothSides() throws IOException {
    ArrayFile.of(
            "params",
            Map.of("w", BorchArray.of(1.0, Double.NaN)),
            Map.of("type", "FLOAT64", "seed", "1"))
        .save(file);
    assertRefused("parameter w: value NaN at element 1");
    Map<String, NDArray> values = Map.of("w", BorchArray.of(1.0, 2.0));
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(1), values)) {
      params.save(file);
      params.update(BorchArray.of(1.0, Double.POSITIVE_INFINITY));
      assertThatThrownBy(() -> params.save(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("parameter w: value Infinity at element 1");
    }
    try (Params loaded = Params.load(file)) {
      assertThat(bits(loaded)[1]).isEqualTo(Double.doubleToRawLongBits(2));
    }
  }

  @Test
  void anyNameComesBack() {
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (String name :
        List.of("__metadata__", "__metadata___", "__metadata__x", "", " a\n\"b\\", "\0", "😀")) {
      values.put(name, BorchArray.of(values.size()));
    }
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(1), values)) {
      params.save(file);
      try (Params loaded = Params.load(file)) {
        assertThat(loaded.names()).containsExactlyElementsOf(values.keySet());
        assertThat(bits(loaded)).isEqualTo(bits(params));
      }
    }
    Map<String, NDArray> half = Map.of("half \ud83d", BorchArray.of(1.0));
    assertThatThrownBy(() -> ArrayFile.of("params", half, Map.of()).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogates");
  }

  @Test
  void moreNamesThanAHeaderHoldsAreRefusedByTheSave() {
    Map<String, String> notes = Map.of("log", "x".repeat(1 << 24));
    assertThatThrownBy(() -> ArrayFile.of("params", Map.of(), notes).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at most 16777216 bytes");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFailedSaveLeavesTheOldFileIntact() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      long[] expected = bits(params);
      Map<String, NDArray> unsupported =
          Map.of("a", BorchArray.of(1.0), "b", BorchArray.full(new Shape(2), 1, DataType.INT8));
      assertThatThrownBy(() -> ArrayFile.of("params", unsupported, Map.of()).save(file))
          .hasMessageContaining("int8");
      assertThat(files()).containsExactly(file);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(expected);
      }
    }
  }

  /** A manifest of an earlier format named a file beside it, which the next save deleted. */
  @Test
  void aSaveTouchesNothingButItsFile() throws IOException {
    List<Path> others =
        List.of(
            Files.writeString(directory.resolve("thesis.tex"), "chapter 1"),
            Files.writeString(directory.resolve("fit-0123456789abcdef.safetensors"), "arrays"),
            Files.writeString(directory.resolve(".borch-1234.tmp"), "mine"),
            Files.writeString(directory.resolve(".borch-fit.tmp"), "mine, too"));
    Files.writeString(
        file, "{\"format\": \"borch\", \"version\": 1, \"arrayFile\": \"thesis.tex\"}");
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      params.save(directory.resolve("fit"));
      Path copy = Files.copy(file, directory.resolve("copy.safetensors"));
      long[] before = bits(params);
      params.add(BorchArray.full(new Shape(4), 1, DataType.FLOAT64));
      params.save(file);
      for (Path kept : List.of(copy, directory.resolve("fit"))) {
        try (Params loaded = Params.load(kept)) {
          assertThat(bits(loaded)).isEqualTo(before);
        }
      }
    }
    assertThat(others).allSatisfy(other -> assertThat(other).isNotEmptyFile());
    assertThat(files()).hasSize(others.size() + 3);
  }

  @Test
  void aReaderBesideAWriterAlwaysFindsOneWholeState() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    Params params = Params.of(DataType.FLOAT64, Seed.of(1), Map.of("w", BorchArray.of(0.0, 0.0)));
    params.save(file);
    Thread writer =
        new Thread(
            () -> {
              while (!isDone.get()) {
                params.add(BorchArray.of(1.0, 1.0));
                params.save(file);
              }
            });
    writer.start();
    double last = 0;
    for (int i = 0; i < 300; i++) {
      try (Params loaded = Params.load(file)) {
        double[] values = BorchArray.wrap(loaded.flat()).values();
        assertThat(values[0]).isEqualTo(values[1]).isGreaterThanOrEqualTo(last);
        last = values[0];
      }
    }
    isDone.set(true);
    writer.join();
    params.close();
    assertThat(last).isPositive();
    assertThat(files()).containsExactly(file);
  }

  @Test
  void anInterruptDoesNotStopASave() {
    Thread.currentThread().interrupt();
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(bits(params));
      }
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void allTypesOfArraysComeBack() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("f64", BorchArray.of(Double.NaN, Double.NEGATIVE_INFINITY));
    arrays.put("f32", BorchArray.ofFloats(1.5f, -2f));
    arrays.put("i64", BorchArray.ofLongs(Long.MAX_VALUE, Long.MIN_VALUE));
    arrays.put("i32", BorchArray.ofLongs(1L, -2L).toType(DataType.INT32, false));
    arrays.put("bool", BorchArray.of(new Shape(2), new boolean[] {true, false}));
    ArrayFile.of("test", arrays, Map.of("step", "12")).save(file);
    ArrayFile loaded = ArrayFile.load(file, "test");
    assertThat(loaded.note("step")).isEqualTo("12");
    assertThat(loaded.number("step")).isEqualTo(12);
    assertThatThrownBy(() -> loaded.note("stop"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("fit.safetensors: refused, no note stop");
    assertThatThrownBy(() -> loaded.array("f16"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no array f16");
    assertThat(loaded.arrays().keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (name, array) -> {
          assertThat(loaded.arrays().get(name).getDataType()).isEqualTo(array.getDataType());
          assertThat(loaded.arrays().get(name).toByteArray()).isEqualTo(array.toByteArray());
        });
  }
}
