package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format (github.com/huggingface/safetensors, "Format"): the header's length as 8
 * bytes, a JSON header with texts ("__metadata__") and type, shape and place of each array, then
 * the values; all little-endian, without gaps.
 */
record SafeTensors(
    Map<String, String> metadata,
    Map<String, Entry> entries,
    Map<String, NDArray> arrays,
    String sha256) {

  /** Data type and shape of one array. */
  record Entry(String type, List<Long> shape) {

    static Entry of(NDArray array) {
      return new Entry(
          code(array.getDataType()), Arrays.stream(array.getShape().getShape()).boxed().toList());
    }

    Shape toShape() {
      return new Shape(shape.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /** What was written: the arrays' types and shapes, and the digest of the whole file. */
  record Written(Map<String, Entry> entries, String sha256) {}

  /** The format's own bound on the header. */
  private static final long MAX_HEADER = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final Gson GSON = new Gson();

  private static String code(DataType type) {
    return switch (type) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case INT64 -> "I64";
      case INT32 -> "I32";
      case BOOLEAN -> "BOOL";
      default ->
          throw new IllegalArgumentException(
              "array of type "
                  + type
                  + " in a file, expected FLOAT64, FLOAT32, INT64, INT32 or BOOLEAN");
    };
  }

  private static int bytesPerElement(String code) throws IOException {
    return switch (code) {
      case "F64", "I64" -> 8;
      case "F32", "I32" -> 4;
      case "BOOL" -> 1;
      default -> throw new IOException("array of unknown type " + code);
    };
  }

  // ---- writing

  static Written write(Path file, Map<String, String> metadata, Map<String, NDArray> arrays)
      throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    JsonObject header = new JsonObject();
    header.add(METADATA, GSON.toJsonTree(metadata));
    long offset = 0;
    for (Map.Entry<String, NDArray> named : arrays.entrySet()) {
      Entry entry = Entry.of(named.getValue());
      entries.put(named.getKey(), entry);
      long end = offset + named.getValue().size() * bytesPerElement(entry.type);
      JsonObject described = new JsonObject();
      described.addProperty("dtype", entry.type);
      described.add("shape", GSON.toJsonTree(entry.shape));
      described.add("data_offsets", GSON.toJsonTree(new long[] {offset, end}));
      header.add(named.getKey(), described);
      offset = end;
    }
    byte[] text = GSON.toJson(header).getBytes(StandardCharsets.UTF_8);
    int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer start = littleEndian(Long.BYTES + length).putLong(length).put(text);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    MessageDigest digest = newDigest();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel, digest, start.flip());
      for (NDArray array : arrays.values()) {
        write(channel, digest, bytes(array));
      }
      channel.force(true);
    }
    return new Written(entries, HexFormat.of().formatHex(digest.digest()));
  }

  private static void write(FileChannel channel, MessageDigest digest, ByteBuffer bytes)
      throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer bytes(NDArray array) {
    // The array's own buffer is in the machine's byte order, the file's is little-endian.
    ByteBuffer from = array.toByteBuffer(false).order(ByteOrder.nativeOrder());
    ByteBuffer bytes = littleEndian(from.remaining());
    switch (array.getDataType()) {
      case FLOAT64, INT64 -> bytes.asLongBuffer().put(from.asLongBuffer());
      case FLOAT32, INT32 -> bytes.asIntBuffer().put(from.asIntBuffer());
      default -> bytes.duplicate().put(from);
    }
    return bytes;
  }

  // ---- reading

  /**
   * Reads a file whole.
   *
   * @throws IOException if it is no safetensors file, or is truncated; the message says why
   */
  static SafeTensors read(Path file) throws IOException {
    MessageDigest digest = newDigest();
    long size = Files.size(file);
    try (InputStream in =
        new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), digest)) {
      long length = size < Long.BYTES ? -1 : littleEndianLong(in);
      if (length < 2 || length > Math.min(size - Long.BYTES, MAX_HEADER)) {
        throw new IOException("no safetensors file, or truncated: it has " + size + " bytes");
      }
      Map<String, Entry> entries = new LinkedHashMap<>();
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      JsonObject header = header(in, (int) length);
      Map<String, String> metadata = metadata(header.remove(METADATA));
      long offset = 0;
      for (Map.Entry<String, JsonElement> named : header.entrySet()) {
        Placed placed = placed(named.getKey(), named.getValue());
        Entry entry = placed.entry();
        long bytes = Math.multiplyExact(entry.toShape().size(), bytesPerElement(entry.type));
        if (placed.begin != offset || placed.end != offset + bytes) {
          throw new IOException(
              "array "
                  + named.getKey()
                  + " lies at "
                  + placed.begin
                  + " to "
                  + placed.end
                  + ", expected "
                  + offset
                  + " to "
                  + (offset + bytes));
        }
        offset += bytes;
        if (offset > size - Long.BYTES - length) {
          throw new IOException(
              "truncated in array " + named.getKey() + ": it has " + size + " bytes");
        }
        entries.put(named.getKey(), entry);
        arrays.put(named.getKey(), array(entry, exactly(in, Math.toIntExact(bytes))));
      }
      if (offset != size - Long.BYTES - length) {
        throw new IOException(
            (size - Long.BYTES - length - offset) + " bytes after the last array");
      }
      return new SafeTensors(metadata, entries, arrays, HexFormat.of().formatHex(digest.digest()));
    } catch (ArithmeticException e) {
      throw new IOException("an array of more than 2 GiB", e);
    }
  }

  /** An array's description in the header. */
  private record Placed(Entry entry, long begin, long end) {}

  private static long littleEndianLong(InputStream in) throws IOException {
    return exactly(in, Long.BYTES).getLong();
  }

  private static JsonObject header(InputStream in, int length) throws IOException {
    String text = new String(exactly(in, length).array(), StandardCharsets.UTF_8);
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("no safetensors file, or its header is damaged", e);
    }
  }

  private static Map<String, String> metadata(@Nullable JsonElement element) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    try {
      if (element != null) {
        element.getAsJsonObject().asMap().forEach((k, v) -> metadata.put(k, v.getAsString()));
      }
    } catch (RuntimeException e) {
      throw new IOException("the header's metadata is damaged", e);
    }
    return metadata;
  }

  private static Placed placed(String name, JsonElement element) throws IOException {
    try {
      JsonObject described = element.getAsJsonObject();
      long[] shape = GSON.fromJson(described.get("shape"), long[].class);
      long[] offsets = GSON.fromJson(described.get("data_offsets"), long[].class);
      if (Arrays.stream(shape).anyMatch(length -> length < 0)) {
        throw new IOException("array " + name + " has the shape " + Arrays.toString(shape));
      }
      Entry entry =
          new Entry(described.get("dtype").getAsString(), Arrays.stream(shape).boxed().toList());
      return new Placed(entry, offsets[0], offsets[1]);
    } catch (RuntimeException e) {
      throw new IOException("the header's description of array " + name + " is damaged", e);
    }
  }

  private static ByteBuffer exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("truncated: " + (length - bytes.length) + " bytes are missing");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static NDArray array(Entry entry, ByteBuffer bytes) throws IOException {
    Shape shape = entry.toShape();
    int size = Math.toIntExact(shape.size());
    switch (entry.type) {
      case "F64" -> {
        double[] values = new double[size];
        bytes.asDoubleBuffer().get(values);
        return BorchArray.of(shape, values);
      }
      case "F32" -> {
        float[] values = new float[size];
        bytes.asFloatBuffer().get(values);
        return BorchArray.of(shape, values);
      }
      case "I64" -> {
        long[] values = new long[size];
        bytes.asLongBuffer().get(values);
        return BorchArray.of(shape, values);
      }
      case "I32" -> {
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
          values[i] = bytes.getInt();
        }
        return BorchArray.of(shape, values).toType(DataType.INT32, false);
      }
      case "BOOL" -> {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
          values[i] = bytes.get() != 0;
        }
        return BorchArray.of(shape, values);
      }
      default -> throw new IOException("array of unknown type " + entry.type);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
