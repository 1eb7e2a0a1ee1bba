package org.borch.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values in Java memory, never written after construction. The engine gets a copy when it first
 * needs one, and keeps it as long as this object lives: data that every step uses travels once. A
 * value that was made inside a scope gives its copy to the scope in which it is used.
 */
final class HostValue implements Value {

  private static final long NOBODY = 0;

  private final Spec spec;
  private final boolean scoped;
  private final @Nullable HostRows gathered;
  private volatile @Nullable Buffer buffer;
  private @Nullable NativeValue copy;

  /** The thread whose scope owns the copy. */
  private long borrower = NOBODY;

  /** The rows that were asked for last: a run's minibatches come in one size. */
  private volatile @Nullable RowsSpec latestRows;

  private record RowsSpec(Shape index, Spec rows) {}

  HostValue(Shape shape, DataType type, Buffer buffer) {
    this(new Spec(shape, type), buffer, Scope.current() != null);
  }

  /** Values whose copy goes to the scope of its use if they are scoped. */
  HostValue(Spec spec, Buffer buffer, boolean scoped) {
    DataTypes.requireSupported(spec.type());
    if (buffer.remaining() != spec.shape().size()) {
      throw new IllegalArgumentException(
          buffer.remaining()
              + " values for an array of shape "
              + spec.shape()
              + ", expected "
              + spec.shape().size());
    }
    this.spec = spec;
    this.buffer = buffer;
    this.scoped = scoped;
    this.gathered = null;
  }

  /** Rows of another value, which are copied when they are needed, and to where. */
  private HostValue(Spec spec, HostRows rows, boolean scoped) {
    this.spec = spec;
    this.scoped = scoped;
    this.gathered = rows;
  }

  /** The elements, from the buffer's position on. */
  Buffer buffer() {
    Buffer known = buffer;
    if (known == null) {
      known = Objects.requireNonNull(gathered).buffer();
      buffer = known;
    }
    return known;
  }

  /**
   * Numbers as a buffer of a type; the buffer may be the very array.
   *
   * @throws IllegalArgumentException if there are no buffers of this type
   */
  static Buffer buffer(double[] values, DataType type) {
    int size = values.length;
    return switch (type) {
      case FLOAT64 -> DoubleBuffer.wrap(values);
      case FLOAT32 -> {
        FloatBuffer buffer = FloatBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
          buffer.put(i, (float) values[i]);
        }
        yield buffer;
      }
      case INT64 -> {
        LongBuffer buffer = LongBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
          buffer.put(i, (long) values[i]);
        }
        yield buffer;
      }
      case INT32 -> IntBuffer.wrap(Arrays.stream(values).mapToInt(v -> (int) v).toArray());
      case BOOLEAN, INT8, UINT8 -> {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
          buffer.put(i, (byte) values[i]);
        }
        yield buffer;
      }
      default ->
          throw new IllegalArgumentException(
              "array in Java memory of type "
                  + type
                  + ", expected FLOAT64, FLOAT32, an integer or a boolean type");
    };
  }

  @Override
  public Spec spec() {
    return spec;
  }

  /** Element i as a double; integers and booleans too. */
  double at(int i) {
    Buffer buffer = buffer();
    return switch (spec.type()) {
      case FLOAT64 -> ((DoubleBuffer) buffer).get(buffer.position() + i);
      case FLOAT32 -> ((FloatBuffer) buffer).get(buffer.position() + i);
      case INT64 -> ((LongBuffer) buffer).get(buffer.position() + i);
      case INT32 -> ((IntBuffer) buffer).get(buffer.position() + i);
      default -> ((ByteBuffer) buffer).get(buffer.position() + i);
    };
  }

  /** All elements as doubles, in a new array. */
  double[] toDoubles() {
    double[] result = new double[spec.size()];
    copyTo(result);
    return result;
  }

  /** Writes all elements. */
  void copyTo(double[] out) {
    if (buffer == null && gathered != null) {
      gathered.copyTo(out);
    } else {
      copy(0, out, 0, out.length);
    }
  }

  /** Writes all elements, as floats. */
  void copyTo(float[] out) {
    if (buffer == null && gathered != null) {
      gathered.copyTo(out);
    } else {
      copy(0, out, 0, out.length);
    }
  }

  /** Writes some elements. */
  void copy(int from, double[] out, int to, int count) {
    Buffer buffer = buffer();
    int first = buffer.position() + from;
    if (buffer instanceof DoubleBuffer doubles && doubles.hasArray()) {
      // Buffers copy short rows, of which a minibatch has many, several times slower.
      System.arraycopy(doubles.array(), doubles.arrayOffset() + first, out, to, count);
    } else if (buffer instanceof DoubleBuffer doubles) {
      doubles.get(first, out, to, count);
    } else if (buffer instanceof FloatBuffer floats) {
      for (int i = 0; i < count; i++) {
        out[to + i] = floats.get(first + i);
      }
    } else if (buffer instanceof LongBuffer longs) {
      for (int i = 0; i < count; i++) {
        out[to + i] = longs.get(first + i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[to + i] = at(from + i);
      }
    }
  }

  /** Writes some elements, as floats. */
  void copy(int from, float[] out, int to, int count) {
    if (buffer() instanceof FloatBuffer floats) {
      floats.get(floats.position() + from, out, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        out[to + i] = (float) at(from + i);
      }
    }
  }

  /** Rows of the first axis, one after the other. */
  HostValue rows(HostValue index) {
    RowsSpec latest = latestRows;
    if (latest == null || !latest.index().equals(index.spec.shape())) {
      Shape shape = Shapes.concat(index.spec.shape(), Shapes.dropFirst(spec.shape(), 1));
      latest = new RowsSpec(index.spec.shape(), spec.with(shape));
      latestRows = latest;
    }
    return new HostValue(latest.rows(), new HostRows(this, index), Scope.current() != null);
  }

  /** The elements in the machine's byte order, in a new direct buffer. */
  ByteBuffer bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(spec.size() * spec.type().getNumOfBytes())
            .order(ByteOrder.nativeOrder());
    Buffer buffer = buffer();
    switch (spec.type()) {
      case FLOAT64 -> bytes.asDoubleBuffer().put(((DoubleBuffer) buffer).duplicate());
      case FLOAT32 -> bytes.asFloatBuffer().put(((FloatBuffer) buffer).duplicate());
      case INT64 -> bytes.asLongBuffer().put(((LongBuffer) buffer).duplicate());
      case INT32 -> bytes.asIntBuffer().put(((IntBuffer) buffer).duplicate());
      default -> bytes.put(((ByteBuffer) buffer).duplicate());
    }
    return bytes.rewind();
  }

  /** This value on the manager's device. */
  synchronized NDArray on(NDManager manager) {
    NativeValue known = copy;
    Device device = manager.getDevice();
    if (known == null || !isUsable(known.array(), device)) {
      known = copyTo(manager, device);
      copy = known;
    }
    return known.array();
  }

  /** Whether this thread can use a copy: another thread's scope may free its own at any time. */
  private boolean isUsable(NDArray array, Device device) {
    return (borrower == NOBODY || borrower == Thread.currentThread().getId())
        && !array.isReleased()
        && array.getDevice().equals(device);
  }

  private NativeValue copyTo(NDManager manager, Device device) {
    borrower = NOBODY;
    if (spec.shape().dimension() == 0) {
      NativeValue shared = BorchEngine.sharedScalar(this, device);
      if (shared != null) {
        return shared;
      }
    }
    if (scoped && Scope.current() != null) {
      borrower = Thread.currentThread().getId();
      return new NativeValue(BorchEngine.copyOf(this, manager));
    }
    return BorchEngine.unowned(this, device);
  }
}
