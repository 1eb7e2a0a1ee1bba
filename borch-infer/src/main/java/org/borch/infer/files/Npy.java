package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One array as NumPy's .npy files hold it: a header in ASCII, then the elements in row-major order,
 * little-endian. Written as float64, bool or text; any number type is read.
 *
 * <p>Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
 */
final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The elements begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final int BLOCK = 1 << 16;
  private static final List<String> TYPES =
      List.of("f8", "f4", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1");

  // Limits; NumPy's headers are shorter, its arrays have no more axes.
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_AXES = 64;
  private static final int MAX_DIGITS = 10;
  static final int MAX_TEXT = 1 << 16;

  /** Of a Java array of doubles. */
  private static final long MAX_BYTES = 8L * Integer.MAX_VALUE;

  /** The integers up to which a double holds each. */
  private static final long MAX_EXACT = 1L << 53;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=])([a-zA-Z])(\\d{1,6})',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([\\d,\\s]*)\\),?\\s*\\}\\s*");

  final Shape shape;
  final double[] values;

  /** The texts of an array of text of at most one axis, whose values are empty; or null. */
  final @Nullable List<String> texts;

  private Npy(Shape shape, double[] values, @Nullable List<String> texts) {
    this.shape = shape;
    this.values = values;
    this.texts = texts;
  }

  static void write(OutputStream out, Shape shape, double[] values) throws IOException {
    writeHeader(out, "<f8", shape);
    ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      block.putDouble(value);
      if (!block.hasRemaining()) {
        out.write(block.array());
        block.clear();
      }
    }
    out.write(block.array(), 0, block.position());
  }

  /** Writes numbers other than 0 as True. */
  static void writeBooleans(OutputStream out, Shape shape, double[] values) throws IOException {
    writeHeader(out, "|b1", shape);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] != 0 ? 1 : 0);
    }
    out.write(bytes);
  }

  static void writeText(OutputStream out, String text) throws IOException {
    writeTexts(out, new Shape(), List.of(text));
  }

  /** Writes texts, padded to the longest. */
  static void writeTexts(OutputStream out, Shape shape, List<String> texts) throws IOException {
    int width = 1;
    for (String text : texts) {
      width = Math.max(width, text.codePointCount(0, text.length()));
    }
    writeHeader(out, "<U" + width, shape);
    for (String text : texts) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
      text.codePoints().forEach(bytes::putInt);
      out.write(bytes.array());
    }
  }

  private static void writeHeader(OutputStream out, String type, Shape shape) throws IOException {
    String axes =
        Arrays.stream(shape.getShape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "(", shape.dimension() == 1 ? ",)" : ")"));
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + axes + ", }";
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream start = new DataOutputStream(bytes);
    start.write(MAGIC);
    start.write(new byte[] {1, 0}); // the version
    start.writeShort(Short.reverseBytes((short) (header.length() + padding + 1)));
    start.writeBytes(header + " ".repeat(padding) + "\n");
    out.write(bytes.toByteArray());
  }

  /**
   * Reads an array from a stream up to its end.
   *
   * @param size of the stream in bytes, as somebody says
   * @param limit how many numbers there may be
   * @throws StreamCorruptedException if this is no array, too large, or of a type without numbers;
   *     the message says why
   */
  static Npy read(InputStream in, long size, long limit) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 4);
    if (start.length < MAGIC.length + 4
        || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
      throw new StreamCorruptedException("not a .npy array");
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    long length = Short.toUnsignedInt(bytes.getShort(MAGIC.length + 2));
    long from = start.length;
    if (start[MAGIC.length] != 1) { // a longer field for the header's length
      byte[] rest = in.readNBytes(2);
      from += rest.length;
      length += rest.length < 2 ? 0 : ((rest[0] & 0xffL) << 16) + ((rest[1] & 0xffL) << 24);
    }
    if (length > MAX_HEADER) {
      throw new StreamCorruptedException(
          "a header of " + length + " bytes, expected at most " + MAX_HEADER);
    }
    byte[] text = in.readNBytes((int) length);
    Matcher parts = HEADER.matcher(new String(text, StandardCharsets.UTF_8));
    if (text.length < length || !parts.matches()) {
      throw new StreamCorruptedException(
          "a header that is cut off or not understood; expected plain numbers");
    }
    ByteOrder order = parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Shape shape = shape(parts.group(5));
    if (parts.group(4).equals("True") && shape.dimension() > 1) {
      throw new StreamCorruptedException(
          "column-major order; save numpy.ascontiguousarray(...) of it");
    }
    String kind = parts.group(2);
    int width = Integer.parseInt(parts.group(3));
    long expected = bytes(shape, kind.equals("U") ? 4L * width : width);
    if (expected / Math.max(1, kind.equals("U") ? 4 : width) > limit || expected < 0) {
      throw new StreamCorruptedException("more numbers than the limit of this file, " + limit);
    }
    if (size != from + length + expected) {
      throw new StreamCorruptedException(
          "%d bytes of elements, expected %d for %s"
              .formatted(size - from - length, expected, shape));
    }
    Npy array =
        kind.equals("U") && shape.dimension() <= 1
            ? new Npy(shape, new double[0], texts(in, Math.toIntExact(shape.size()), width, order))
            : new Npy(shape, numbers(in, shape, kind + width, width, order), null);
    if (in.read() >= 0) {
      throw new StreamCorruptedException("more elements than expected for " + shape);
    }
    return array;
  }

  private static Shape shape(String axes) throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (String axis : axes.split(",", -1)) {
      String size = axis.trim();
      if (size.length() > MAX_DIGITS || sizes.size() == MAX_AXES) {
        throw new StreamCorruptedException("a shape that no array has, (" + axes + ")");
      }
      if (!size.isEmpty()) {
        sizes.add(parsed(size, axes));
      }
    }
    return new Shape(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static long parsed(String size, String axes) throws IOException {
    try {
      return Integer.parseInt(size);
    } catch (NumberFormatException e) {
      throw (IOException)
          new StreamCorruptedException("a shape that no array has, (" + axes + ")").initCause(e);
    }
  }

  /** The size of an array whose axes may have any lengths. */
  private static long bytes(Shape shape, long itemSize) throws IOException {
    long bytes = itemSize;
    for (long length : shape.getShape()) {
      bytes = Math.min(bytes, MAX_BYTES + 1) * length;
    }
    if (bytes > MAX_BYTES) {
      throw new StreamCorruptedException("the shape " + shape + ", too large for one array");
    }
    return bytes;
  }

  private static List<String> texts(InputStream in, int count, int width, ByteOrder order)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(in, width, order));
    }
    return texts;
  }

  private static String text(InputStream in, int width, ByteOrder order) throws IOException {
    if (width > MAX_TEXT) {
      throw new StreamCorruptedException(
          "a text of " + width + " characters, expected at most " + MAX_TEXT);
    }
    byte[] all = in.readNBytes(4 * width);
    if (all.length < 4 * width) {
      throw new EOFException("cut off");
    }
    ByteBuffer bytes = ByteBuffer.wrap(all).order(order);
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      int character = bytes.getInt();
      if (!Character.isValidCodePoint(character)) {
        throw new StreamCorruptedException("a text with the character " + character);
      }
      if (character != 0) {
        text.appendCodePoint(character);
      }
    }
    return text.toString();
  }

  private static double[] numbers(
      InputStream in, Shape shape, String type, int width, ByteOrder order) throws IOException {
    if (!TYPES.contains(type)) {
      throw new StreamCorruptedException(
          "elements of the type " + type + ", expected one of " + TYPES);
    }
    double[] values = new double[Math.toIntExact(shape.size())];
    byte[] bytes = new byte[BLOCK];
    for (int at = 0; at < values.length; ) {
      int size = (int) Math.min(BLOCK, (long) (values.length - at) * width);
      if (in.readNBytes(bytes, 0, size) < size) {
        throw new EOFException("cut off");
      }
      ByteBuffer block = ByteBuffer.wrap(bytes, 0, size).order(order);
      while (block.hasRemaining()) {
        values[at++] = next(block, type);
      }
    }
    return values;
  }

  private static double next(ByteBuffer bytes, String type) throws IOException {
    return switch (type) {
      case "f8" -> bytes.getDouble();
      case "f4" -> bytes.getFloat();
      case "i8" -> exact(bytes.getLong());
      case "u8" -> exactUnsigned(bytes.getLong());
      case "i4" -> bytes.getInt();
      case "i2" -> bytes.getShort();
      case "i1" -> bytes.get();
      case "u4" -> Integer.toUnsignedLong(bytes.getInt());
      case "u2" -> Short.toUnsignedInt(bytes.getShort());
      default -> Byte.toUnsignedInt(bytes.get());
    };
  }

  private static double exact(long number) throws IOException {
    if (number > MAX_EXACT || number < -MAX_EXACT) {
      throw new StreamCorruptedException(
          "the integer " + number + ", expected at most 2^53, beyond which float64 has gaps");
    }
    return number;
  }

  private static double exactUnsigned(long number) throws IOException {
    return exact(number < 0 ? Long.MAX_VALUE : number);
  }
}
