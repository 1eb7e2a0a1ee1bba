package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=])([a-zA-Z])(\\d+)',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([\\d,\\s]*)\\),?\\s*\\}\\s*");

  final Shape shape;
  final double[] values;

  /** The text of a 0-dimensional array of text, whose values are empty. */
  final String text;

  private Npy(Shape shape, double[] values, String text) {
    this.shape = shape;
    this.values = values;
    this.text = text;
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
    int[] characters = text.codePoints().toArray();
    writeHeader(out, "<U" + Math.max(1, characters.length), new Shape());
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * Math.max(1, characters.length)).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(characters).forEach(bytes::putInt);
    out.write(bytes.array());
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
   * Reads an array.
   *
   * @throws IllegalArgumentException if this is none, or of a type without numbers; the message
   *     says why
   */
  static Npy read(byte[] file) {
    if (file.length < MAGIC.length + 6
        || !Arrays.equals(Arrays.copyOf(file, MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException("not a .npy array");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean old = file[MAGIC.length] == 1; // a shorter field for the header's length
    int from = MAGIC.length + (old ? 4 : 6);
    int length = old ? Short.toUnsignedInt(bytes.getShort(from - 2)) : bytes.getInt(from - 4);
    if (length < 0 || length > file.length - from) {
      throw new IllegalArgumentException("a header that is cut off");
    }
    String header = new String(file, from, length, StandardCharsets.UTF_8);
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a header that is not understood, " + header.strip() + "; expected plain numbers");
    }
    bytes.position(from + length);
    bytes.order(parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    Shape shape = shape(parts.group(5));
    if (parts.group(4).equals("True") && shape.dimension() > 1) {
      throw new IllegalArgumentException(
          "column-major order; save numpy.ascontiguousarray(...) of it");
    }
    return read(bytes, parts.group(2), Integer.parseInt(parts.group(3)), shape);
  }

  private static Shape shape(String axes) {
    long[] sizes =
        Pattern.compile(",")
            .splitAsStream(axes)
            .map(String::trim)
            .filter(axis -> !axis.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    return new Shape(sizes);
  }

  private static Npy read(ByteBuffer bytes, String kind, int width, Shape shape) {
    int itemSize = kind.equals("U") ? 4 * width : width;
    long expected = shape.size() * itemSize;
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes of elements, expected " + expected + " for " + shape);
    }
    if (kind.equals("U") && shape.dimension() == 0) {
      StringBuilder text = new StringBuilder();
      while (bytes.hasRemaining()) {
        int character = bytes.getInt();
        if (character != 0) {
          text.appendCodePoint(character);
        }
      }
      return new Npy(shape, new double[0], text.toString());
    }
    double[] values = new double[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(bytes, kind + width);
    }
    return new Npy(shape, values, "");
  }

  private static double next(ByteBuffer bytes, String type) {
    return switch (type) {
      case "f8" -> bytes.getDouble();
      case "f4" -> bytes.getFloat();
      case "i8" -> bytes.getLong();
      case "i4" -> bytes.getInt();
      case "i2" -> bytes.getShort();
      case "i1" -> bytes.get();
      case "u4" -> Integer.toUnsignedLong(bytes.getInt());
      case "u2" -> Short.toUnsignedInt(bytes.getShort());
      case "u1", "b1" -> Byte.toUnsignedInt(bytes.get());
      default ->
          throw new IllegalArgumentException(
              "elements of the type " + type + ", expected f8, f4, i8, i4, i2, i1, u4, u2, u1, b1");
    };
  }
}
