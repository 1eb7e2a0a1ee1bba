package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsFileTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("fit.json");
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

  private Path arrays() throws IOException {
    return files().stream().filter(f -> f.toString().endsWith(".safetensors")).findAny().get();
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
    Path file = dir.resolve("seeded.json");
    Map<String, NDArray> values = Map.of("w", BorchArray.of(1.0, 2.0));
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(-7), values)) {
      params.save(file);
    }
    try (Params loaded = Params.load(file)) {
      assertThat(loaded.seed()).isEqualTo(Seed.of(-7));
    }
  }

  @Test
  void savingAgainReplacesTheFileAndItsArrays() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      params.add(BorchArray.full(new Shape(4), 1, DataType.FLOAT64));
      params.save(file);
      params.save(file);
      assertThat(files()).hasSize(2);
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
      byte[] manifest = Files.readAllBytes(file);
      byte[] arrays = Files.readAllBytes(arrays());
      same.save(file);
      assertThat(Files.readAllBytes(file)).isEqualTo(manifest);
      assertThat(Files.readAllBytes(arrays())).isEqualTo(arrays);
    }
  }

  @Test
  void theArraysAreAPlainSafetensorsFile() throws IOException {
    try (Params params =
        Params.of(DataType.FLOAT32, Seed.of(1), Map.of("w", BorchArray.of(1.0, 2.0)))) {
      params.save(file);
    }
    byte[] bytes = Files.readAllBytes(arrays());
    String header =
        "{\"__metadata__\":{\"seed\":\"1\",\"type\":\"FLOAT32\",\"kind\":\"params\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    assertThat(bytes[0]).isEqualTo((byte) ((header.length() + 7) / 8 * 8));
    assertThat(new String(bytes, 8, header.length(), StandardCharsets.UTF_8)).isEqualTo(header);
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40);
  }

  /** An altered bit in every byte, and truncations, of both files. */
  @Test
  void anAlteredOrTruncatedFileIsRefusedWholeF39() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      long[] expected = bits(params);
      for (Path victim : List.of(file, arrays())) {
        byte[] intact = Files.readAllBytes(victim);
        for (int i = 0; i < intact.length; i++) {
          byte[] altered = intact.clone();
          altered[i] = (byte) (altered[i] ^ (1 << (i % 8)));
          Files.write(victim, altered);
          assertRefusedOrHarmless(expected);
          if (i % 8 == 0) {
            Files.write(victim, Arrays.copyOf(intact, i));
            assertRefusedOrHarmless(expected);
          }
        }
        Files.write(victim, intact);
      }
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(expected);
      }
    }
  }

  /** White space in the manifest may differ; values may not. */
  private void assertRefusedOrHarmless(long[] expected) {
    try (Params loaded = Params.load(file)) {
      assertThat(bits(loaded)).isEqualTo(expected);
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("fit").hasMessageContaining(directory.toString());
    }
  }

  @Test
  void oneAlteredValueNamesTheFileAndTheReason() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
    }
    byte[] bytes = Files.readAllBytes(arrays());
    bytes[bytes.length - 1] = (byte) (bytes[bytes.length - 1] ^ 1);
    Files.write(arrays(), bytes);
    assertThatThrownBy(() -> Params.load(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(arrays().toString())
        .hasMessageContaining("altered")
        .hasMessageContaining("SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "PK\u0003\u0004", "{\"format\": \"other\"}"})
  void foreignFilesAreRefused(String content) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(() -> Params.load(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("fit.json: refused, not the");
  }

  @Test
  void anotherKindVersionOrPlaceIsRefused() throws IOException {
    ArrayFile.of("draws", Map.of("x", BorchArray.of(1.0)), Map.of()).save(file);
    assertThatThrownBy(() -> Params.load(file))
        .hasMessageContaining("holds \"draws\", expected \"params\"");
    String manifest = Files.readString(file);
    Files.writeString(file, manifest.replace("\"version\": 1", "\"version\": 2"));
    assertThatThrownBy(() -> Params.load(file)).hasMessageContaining("format version 2");
    Files.writeString(file, manifest.replace("\"arrayFile\": \"", "\"arrayFile\": \"../"));
    assertThatThrownBy(() -> ArrayFile.load(file, "draws"))
        .hasMessageContaining("names no array file beside it");
    Files.delete(file);
    assertThatThrownBy(() -> Params.load(file)).hasMessageContaining("there is no such file");
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
      assertThat(files()).hasSize(2);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aCrashBetweenTheTwoFilesLeavesTheOldOnesValid() throws IOException {
    try (Params params = example(DataType.FLOAT64)) {
      params.save(file);
      long[] expected = bits(params);
      byte[] manifest = Files.readAllBytes(file);
      byte[] arrays = Files.readAllBytes(arrays());
      Path old = arrays();
      params.add(BorchArray.full(new Shape(4), 1, DataType.FLOAT64));
      params.save(file);
      Files.write(old, arrays); // as it was before the new manifest moved into place
      Files.write(file, manifest);
      try (Params loaded = Params.load(file)) {
        assertThat(bits(loaded)).isEqualTo(expected);
      }
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
    assertThatThrownBy(() -> loaded.note("stop")).hasMessageContaining("stop");
    assertThat(loaded.arrays().keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (name, array) -> {
          assertThat(loaded.arrays().get(name).getDataType()).isEqualTo(array.getDataType());
          assertThat(loaded.arrays().get(name).toByteArray()).isEqualTo(array.toByteArray());
        });
  }
}
