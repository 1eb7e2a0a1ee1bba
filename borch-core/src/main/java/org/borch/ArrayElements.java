package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.borch.tensor.BorchArray;

/** The elements of an array in a file: row-major, little-endian, in blocks. */
final class ArrayElements {

  /** A multiple of every element's size. */
  private static final int BLOCK = 1 << 16;

  private ArrayElements() {}

  static void write(NDArray array, OutputStream out) throws IOException {
    // The array's own buffer is in the machine's byte order.
    ByteBuffer all = array.toByteBuffer(false);
    byte[] bytes = new byte[BLOCK];
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (all.hasRemaining()) {
      int size = Math.min(BLOCK, all.remaining());
      ByteBuffer from = all.slice(all.position(), size).order(ByteOrder.nativeOrder());
      switch (array.getDataType()) {
        case FLOAT64, INT64 -> block.asLongBuffer().put(from.asLongBuffer());
        case FLOAT32, INT32 -> block.asIntBuffer().put(from.asIntBuffer());
        default -> block.duplicate().put(from);
      }
      out.write(bytes, 0, size);
      all.position(all.position() + size);
    }
  }

  /** What to do with a block, whose first element has a number. */
  private interface Taker {
    void take(ByteBuffer block, int at) throws IOException;
  }

  static NDArray read(ArrayHeader.Entry entry, InputStream in) throws IOException {
    Shape shape = entry.shape();
    int size = Math.toIntExact(shape.size());
    return switch (entry.type()) {
      case F64 -> {
        double[] values = new double[size];
        each(in, entry, (b, at) -> b.asDoubleBuffer().get(values, at, b.remaining() / 8));
        yield BorchArray.of(shape, values);
      }
      case F32 -> {
        float[] values = new float[size];
        each(in, entry, (b, at) -> b.asFloatBuffer().get(values, at, b.remaining() / 4));
        yield BorchArray.of(shape, values);
      }
      case I64 -> {
        long[] values = new long[size];
        each(in, entry, (b, at) -> b.asLongBuffer().get(values, at, b.remaining() / 8));
        yield BorchArray.of(shape, values);
      }
      case I32 -> {
        long[] values = new long[size];
        each(
            in,
            entry,
            (b, at) -> {
              for (int i = at; b.hasRemaining(); i++) {
                values[i] = b.getInt();
              }
            });
        yield BorchArray.of(shape, values).toType(DataType.INT32, false);
      }
      case BOOL -> {
        boolean[] values = new boolean[size];
        each(in, entry, (b, at) -> truths(b, values, at));
        yield BorchArray.of(shape, values);
      }
    };
  }

  private static void truths(ByteBuffer block, boolean[] values, int from) throws IOException {
    for (int i = from; block.hasRemaining(); i++) {
      byte value = block.get();
      if (value != 0 && value != 1) {
        throw new StreamCorruptedException("a truth value that is " + value + ", expected 0 or 1");
      }
      values[i] = value == 1;
    }
  }

  private static void each(InputStream in, ArrayHeader.Entry entry, Taker taker)
      throws IOException {
    byte[] bytes = new byte[BLOCK];
    long left = entry.bytes();
    for (int at = 0; left > 0; ) {
      int size = (int) Math.min(BLOCK, left);
      if (in.readNBytes(bytes, 0, size) < size) {
        throw new EOFException("cut off");
      }
      taker.take(ByteBuffer.wrap(bytes, 0, size).order(ByteOrder.LITTLE_ENDIAN), at);
      at += size / entry.type().bytes;
      left -= size;
    }
  }
}
