package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a file in the safetensors format (github.com/huggingface/safetensors,
 * "Format"): texts under {@code __metadata__}, then type, shape and place of each array. The arrays
 * lie one after the other without gaps, in the order of the header.
 *
 * <p>The format keeps the name {@code __metadata__} to itself. An array of this name, with or
 * without underscores behind it, gets one more in the file.
 *
 * @param metadata texts by name
 * @param entries type and shape by the array's name
 */
record ArrayHeader(Map<String, String> metadata, Map<String, Entry> entries) {

  static final String METADATA = "__metadata__";

  /**
   * The largest header, in bytes. The format allows 100 MB; objects of Java need more than text.
   */
  static final int MAX_BYTES = 1 << 24;

  /** The largest array, in bytes: what a buffer of Java holds. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE;

  /** As many as NumPy has. */
  private static final int MAX_AXES = 64;

  private static final int ALIGNMENT = 8;
  private static final String RESERVED = METADATA + "_*";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** The types of arrays, by the format's names. */
  enum Type {
    F64(DataType.FLOAT64, 8),
    F32(DataType.FLOAT32, 4),
    I64(DataType.INT64, 8),
    I32(DataType.INT32, 4),
    BOOL(DataType.BOOLEAN, 1);

    final DataType type;
    final int bytes;

    Type(DataType type, int bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    static Type of(String name, DataType type) {
      return Arrays.stream(values())
          .filter(each -> each.type == type)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      name
                          + ": array of type "
                          + type
                          + " in a file, expected FLOAT64, FLOAT32, INT64, INT32 or BOOLEAN; cast"
                          + " it first"));
    }
  }

  /** Type and shape of one array. */
  record Entry(Type type, Shape shape) {

    static Entry of(String name, NDArray array) {
      Entry entry = new Entry(Type.of(name, array.getDataType()), array.getShape());
      if (entry.bytes() > MAX_ARRAY) {
        throw new IllegalArgumentException(
            name + ": array of " + entry.bytes() + " bytes in a file, expected less than 2 GiB");
      }
      return entry;
    }

    long bytes() {
      return shape.size() * type.bytes;
    }
  }

  static ArrayHeader of(Map<String, String> metadata, Map<String, NDArray> arrays) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    arrays.forEach((name, array) -> entries.put(name, Entry.of(name, array)));
    return new ArrayHeader(metadata, entries);
  }

  /** The number of bytes of all arrays. */
  long dataBytes() {
    return entries.values().stream().mapToLong(Entry::bytes).sum();
  }

  // ---- writing

  /**
   * The text, with blanks up to a multiple of 8 bytes.
   *
   * @throws IllegalArgumentException if it would be too long to be read
   */
  byte[] toBytes() {
    JsonObject header = new JsonObject();
    header.add(METADATA, GSON.toJsonTree(metadata));
    long offset = 0;
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      JsonObject described = new JsonObject();
      described.addProperty("dtype", entry.type.name());
      described.add("shape", GSON.toJsonTree(entry.shape.getShape()));
      described.add("data_offsets", GSON.toJsonTree(new long[] {offset, offset + entry.bytes()}));
      String name = named.getKey();
      header.add(name.matches(RESERVED) ? name + "_" : name, described);
      offset += entry.bytes();
    }
    byte[] text = GSON.toJson(header).getBytes(StandardCharsets.UTF_8);
    if (text.length > MAX_BYTES - ALIGNMENT) {
      throw new IllegalArgumentException(
          "%d names and notes of %d bytes in one file, expected at most %d bytes; save it in parts"
              .formatted(entries.size(), text.length, MAX_BYTES));
    }
    int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] padded = Arrays.copyOf(text, length);
    Arrays.fill(padded, text.length, length, (byte) ' ');
    return padded;
  }

  // ---- reading

  /**
   * Reads a header.
   *
   * @param dataBytes how many follow it
   * @throws IOException if it is damaged, or does not describe so many bytes; the message says why
   */
  static ArrayHeader parse(byte[] bytes, long dataBytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      long offset = 0;
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals(METADATA) && metadata.isEmpty()) {
          metadata.putAll(texts(json));
          continue;
        }
        Entry entry = entry(name, json, offset);
        offset += entry.bytes();
        String own = name.matches(RESERVED) ? name.substring(0, name.length() - 1) : name;
        if (offset > dataBytes || entries.put(own, entry) != null) {
          throw new IOException(
              "array " + name + " is described twice, or reaches beyond the end of the file");
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT || offset != dataBytes) {
        throw new IOException(
            "its header describes arrays of " + offset + " bytes, but " + dataBytes + " follow");
      }
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IOException("its header is damaged: " + e.getMessage(), e);
    }
    return new ArrayHeader(metadata, entries);
  }

  private static Map<String, String> texts(JsonReader json) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (texts.put(name, json.nextString()) != null) {
        throw new IOException("its header has two notes called " + name);
      }
    }
    json.endObject();
    return texts;
  }

  private static Entry entry(String name, JsonReader json, long offset) throws IOException {
    String type = "";
    long @Nullable [] shape = null;
    long[] place = {};
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      switch (key) {
        case "dtype" -> type = json.nextString();
        case "shape" -> shape = longs(json);
        case "data_offsets" -> place = longs(json);
        default -> throw new IOException("its header says of array " + name + " its " + key);
      }
    }
    json.endObject();
    if (shape == null || place.length != 2) {
      throw new IOException("its header lacks shape or place of array " + name);
    }
    Type known = type(name, type);
    long bytes = bytes(name, known, shape);
    if (place[0] != offset || place[1] != offset + bytes) {
      throw new IOException(
          "array %s lies at %s, expected %d to %d"
              .formatted(name, Arrays.toString(place), offset, offset + bytes));
    }
    return new Entry(known, new Shape(shape));
  }

  private static Type type(String name, String type) throws IOException {
    return Arrays.stream(Type.values())
        .filter(each -> each.name().equals(type))
        .findFirst()
        .orElseThrow(() -> new IOException("array " + name + " has the unknown type " + type));
  }

  /** The size of an array whose description may be anything. */
  private static long bytes(String name, Type type, long[] shape) throws IOException {
    long bytes = type.bytes;
    boolean isPossible = shape.length <= MAX_AXES;
    for (long length : shape) {
      isPossible &= length >= 0 && length <= MAX_ARRAY;
      bytes = isPossible ? Math.min(bytes * length, MAX_ARRAY + 1) : bytes;
    }
    if (!isPossible || bytes > MAX_ARRAY) {
      throw new IOException(
          "array %s has the shape %s, expected at most %d axes and 2 GiB"
              .formatted(name, Arrays.toString(shape), MAX_AXES));
    }
    return bytes;
  }

  private static long[] longs(JsonReader json) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      numbers.add(json.nextLong());
    }
    json.endArray();
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
