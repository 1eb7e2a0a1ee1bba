package org.borch.tensor;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Rows of a value in Java memory, chosen by number: a minibatch. They are copied to where they are
 * needed, such as a program's argument, without a copy between.
 *
 * @param data of which the first axis counts the rows
 * @param index the number of each row
 */
record HostRows(HostValue data, HostValue index) {

  private int width() {
    return data.spec().size() / Math.max(1, (int) data.spec().shape().get(0));
  }

  private int start(int row, int width) {
    Buffer numbers = index.buffer();
    return width
        * (numbers instanceof LongBuffer longs
            ? (int) longs.get(longs.position() + row)
            : (int) index.at(row));
  }

  /** Writes the rows one after the other. */
  void copyTo(double[] out) {
    int width = width();
    for (int row = 0, to = 0; to < out.length; row++, to += width) {
      data.copy(start(row, width), out, to, width);
    }
  }

  /** Writes the rows one after the other, as floats. */
  void copyTo(float[] out) {
    int width = width();
    for (int row = 0, to = 0; to < out.length; row++, to += width) {
      data.copy(start(row, width), out, to, width);
    }
  }

  /** The rows one after the other. */
  Buffer buffer() {
    int width = width();
    int size = index.spec().size() * width;
    Buffer rows =
        switch (data.spec().type()) {
          case FLOAT64 -> DoubleBuffer.allocate(size);
          case FLOAT32 -> FloatBuffer.allocate(size);
          case INT64 -> LongBuffer.allocate(size);
          case INT32 -> IntBuffer.allocate(size);
          default -> ByteBuffer.allocate(size);
        };
    Buffer all = data.buffer();
    for (int row = 0, to = 0; to < size; row++, to += width) {
      put(rows, to, all, all.position() + start(row, width), width);
    }
    return rows;
  }

  private static void put(Buffer rows, int to, Buffer all, int from, int count) {
    if (rows instanceof DoubleBuffer doubles) {
      doubles.put(to, (DoubleBuffer) all, from, count);
    } else if (rows instanceof FloatBuffer floats) {
      floats.put(to, (FloatBuffer) all, from, count);
    } else if (rows instanceof LongBuffer longs) {
      longs.put(to, (LongBuffer) all, from, count);
    } else if (rows instanceof IntBuffer ints) {
      ints.put(to, (IntBuffer) all, from, count);
    } else {
      ((ByteBuffer) rows).put(to, (ByteBuffer) all, from, count);
    }
  }
}
