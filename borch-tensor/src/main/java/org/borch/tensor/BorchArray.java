package org.borch.tensor;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.number.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The array of borch: values in Java memory, an array of the engine, or a value that a tape or a
 * trace owns. It is a DJL {@link NDArray}, so models are plain DJL code; what they compute can be
 * differentiated, traced and run without the engine.
 *
 * <p>Arrays are values: nothing is written in place, except that the methods ending in {@code i}
 * and {@code set} give this object another value (and write through to the memory of an engine's
 * array). Two arrays are equal if they are the same object; see {@link #contentEquals(NDArray)}.
 */
public final class BorchArray extends ReadableArray {

  private Value value;
  private @Nullable BorchManager manager;
  private final boolean view;
  private @Nullable String owner;
  private @Nullable String name;
  private @Nullable String uid;

  BorchArray(Value value, @Nullable BorchManager manager, boolean view) {
    this.value = value;
    this.manager = manager;
    this.view = view;
  }

  // ---- making arrays

  /** A vector of type FLOAT64 in Java memory. */
  public static BorchArray of(double... values) {
    return of(new Shape(values.length), values);
  }

  /** A vector of type FLOAT32 in Java memory. */
  public static BorchArray ofFloats(float... values) {
    return of(new Shape(values.length), values);
  }

  /** A vector of type INT64 in Java memory. */
  public static BorchArray ofLongs(long... values) {
    return of(new Shape(values.length), values);
  }

  /**
   * A matrix of type FLOAT64 in Java memory.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static BorchArray of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " has "
                + rows[i].length
                + " values, expected "
                + columns
                + " as in row 0");
      }
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return of(new Shape(rows.length, columns), values);
  }

  /**
   * An array of type FLOAT64 in Java memory; the values are row-major and copied.
   *
   * @throws IllegalArgumentException if their number is not that of the shape
   */
  public static BorchArray of(Shape shape, double[] values) {
    return host(shape, DataType.FLOAT64, DoubleBuffer.wrap(values.clone()));
  }

  /** As {@link #of(Shape, double[])}, of type FLOAT32. */
  public static BorchArray of(Shape shape, float[] values) {
    return host(shape, DataType.FLOAT32, FloatBuffer.wrap(values.clone()));
  }

  /** As {@link #of(Shape, double[])}, of type INT64. */
  public static BorchArray of(Shape shape, long[] values) {
    return host(shape, DataType.INT64, LongBuffer.wrap(values.clone()));
  }

  /** As {@link #of(Shape, double[])}, of type BOOLEAN. */
  public static BorchArray of(Shape shape, boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return host(shape, DataType.BOOLEAN, ByteBuffer.wrap(bytes));
  }

  /** As {@link #of(Shape, double[])}, of any type. */
  public static BorchArray of(Spec spec, double[] values) {
    return host(spec.shape(), spec.type(), HostValue.buffer(values.clone(), spec.type()));
  }

  /** As {@link #of(Spec, double[])}, for values that outlive the scope in which they are made. */
  static BorchArray unscoped(Spec spec, double[] values) {
    Buffer buffer = HostValue.buffer(values.clone(), spec.type());
    return new BorchArray(new HostValue(spec, buffer, false), null, false);
  }

  /** An array of shape () in Java memory. */
  public static BorchArray scalar(double value, DataType type) {
    return full(new Shape(), value, type);
  }

  /** An array of equal elements in Java memory. */
  public static BorchArray full(Shape shape, double value, DataType type) {
    double[] values = new double[Math.toIntExact(shape.size())];
    Arrays.fill(values, value);
    return host(shape, type, HostValue.buffer(values, type));
  }

  /** 0, 1, ..., length - 1. */
  static BorchArray range(long length, DataType type) {
    long[] values = new long[Math.toIntExact(length)];
    Arrays.setAll(values, i -> i);
    BorchArray whole = ofLongs(values);
    return type == DataType.INT64 ? whole : whole.hostCast(type);
  }

  /** A constant that meets arrays of a type. */
  static BorchArray constant(Number number, DataType type) {
    return scalar(number.doubleValue(), type);
  }

  /** A number as an operand of this array. */
  BorchArray number(Number number) {
    return constant(number, DataTypes.ofNumber(number, getDataType()));
  }

  /** Values in Java memory that this array takes over: the buffer must not be written any more. */
  static BorchArray host(Shape shape, DataType type, Buffer buffer) {
    return new BorchArray(new HostValue(shape, type, buffer), null, false);
  }

  /**
   * This very array if it is one of ours, else an array around one of the engine's. Nothing is
   * copied, and the memory stays with its manager.
   *
   * @throws IllegalArgumentException if the array belongs to another engine than PyTorch
   */
  public static BorchArray wrap(NDArray array) {
    if (array instanceof BorchArray ours) {
      return ours;
    }
    if (!BorchEngine.isNative(array)) {
      throw new IllegalArgumentException(
          "array of class "
              + array.getClass().getName()
              + ", expected one of borch or of DJL's PyTorch engine");
    }
    DataTypes.requireSupported(array.getDataType());
    return new BorchArray(new NativeValue(array), null, false);
  }

  /** An array whose value an interpreter owns. */
  public static BorchArray lifted(Lifted value) {
    return new BorchArray(value, null, false);
  }

  /** The interpreter's value that this array holds, or null if it holds plain values. */
  public @Nullable Lifted lifting() {
    return value instanceof Lifted lifted ? lifted : null;
  }

  /** The same array, owned by an interpreter. */
  BorchArray with(Lifted lifted) {
    return new BorchArray(lifted, manager, view);
  }

  /**
   * The same value, which in-place operations refuse to change.
   *
   * @param what owns the value, for the error message, such as a variable's path
   */
  public BorchArray frozen(String what) {
    BorchArray result = new BorchArray(value, manager, view);
    result.owner = what;
    return result;
  }

  // ---- computing

  /** This derivative times a slope: the rule of the chain, in which zero stays zero. */
  public BorchArray through(BorchArray slope) {
    return Guard.of(mul(slope), this);
  }

  /**
   * The result of a primitive: by the innermost interpreter among the inputs and the running trace
   * of this thread, else by the engine.
   */
  public static BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    Interpreter innermost = Nesting.current().trace;
    for (BorchArray input : inputs) {
      if (input.value instanceof Lifted lifted) {
        Interpreter owner = lifted.interpreter();
        if (innermost == null || owner.level() > innermost.level()) {
          innermost = owner;
        }
      }
    }
    if (innermost != null) {
      return innermost.apply(primitive, inputs);
    }
    return primitive instanceof Composite composite
        ? composite.compute(inputs)
        : eager(primitive, inputs);
  }

  /** Where the engine computes with these inputs. */
  static NDManager computing(List<BorchArray> inputs) {
    for (BorchArray input : inputs) {
      if (input.value instanceof NativeValue held) {
        return held.array().getManager();
      }
    }
    return BorchEngine.computing(inputs);
  }

  /** The result of a primitive on plain values, by the engine. */
  static BorchArray eager(Primitive primitive, List<BorchArray> inputs) {
    NDManager computing = computing(inputs);
    NDArray[] natives = new NDArray[inputs.size()];
    for (int i = 0; i < natives.length; i++) {
      natives[i] = inputs.get(i).on(computing);
    }
    try {
      NDArray result = computed(primitive, natives, inputs);
      for (int i = 0; i < natives.length; i++) {
        if (result == natives[i]) {
          // The operand itself: its one value decides when the memory is freed.
          return new BorchArray(inputs.get(i).value, null, false);
        }
      }
      return new BorchArray(
          BorchEngine.own(result, computing), null, primitive instanceof Rearrangement);
    } finally {
      // The inputs' memory may be freed once they are unreachable; not during the call.
      Reference.reachabilityFence(inputs);
    }
  }

  private static NDArray computed(Primitive primitive, NDArray[] natives, List<BorchArray> inputs) {
    try {
      return primitive.eager(natives);
    } catch (EngineException e) {
      if (!(primitive instanceof Opaque)) {
        // Where the shape rule or the indices tell the fault, they say what was expected.
        primitive.output(inputs.stream().map(BorchArray::spec).toList());
        Places.require(primitive, inputs);
      }
      throw e;
    }
  }

  Value value() {
    return value;
  }

  /** The engine's array of this value, where that manager computes. */
  NDArray on(NDManager computing) {
    if (value instanceof NativeValue held) {
      return held.array();
    }
    if (value instanceof HostValue host) {
      return host.on(computing);
    }
    return lowered().on(computing);
  }

  /** Ends a trace whose values would be read; says whose. */
  void requireValues() {
    if (value instanceof Lifted) {
      try {
        lowered().requireValues();
      } catch (TracingException e) {
        throw owner == null ? e : e.at("the value of " + owner);
      }
    }
  }

  private BorchArray lowered() {
    return ((Lifted) value).lower();
  }

  /** The engine's array of this value, which from now on is this array's own memory. */
  NDArray inEngine() {
    if (value instanceof HostValue) {
      NDArray made = toNative().duplicate();
      NDScope.unregister(made);
      NativeValue own = new NativeValue(made);
      BorchEngine.freeWhenUnreachable(own);
      value = own;
    }
    return toNative();
  }

  /** The engine's array of this value, made if need be. */
  NDArray toNative() {
    return on(BorchEngine.computing(List.of(this)));
  }

  /** The engine's arrays under this value, whatever interpreters are above them. */
  List<NativeValue> resources() {
    if (value instanceof NativeValue held) {
      return List.of(held);
    }
    List<NativeValue> found = new ArrayList<>();
    if (value instanceof Lifted lifted) {
      lifted.held().forEach(array -> found.addAll(array.resources()));
    }
    return found;
  }

  /** The engine's array if this one holds it, else null. */
  private @Nullable NDArray nativeOrNull() {
    return value instanceof NativeValue held ? held.array() : null;
  }

  /**
   * The elements as doubles in row-major order, without the engine if they are in Java memory.
   *
   * @throws TracingException while the array is traced
   */
  public double[] values() {
    if (value instanceof HostValue host) {
      return host.toDoubles();
    }
    if (value instanceof Lifted) {
      requireValues();
      return lowered().values();
    }
    try {
      return BorchEngine.toDoubles(((NativeValue) value).array());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Writes all elements, row-major and rounded to float, without another copy if they are floats in
   * Java memory.
   *
   * @throws IllegalArgumentException if the array is not as long as there are elements
   */
  public void copyTo(float[] out) {
    requireSize(out.length, "floats");
    if (value instanceof HostValue host) {
      host.copyTo(out);
    } else {
      Precision.narrow(values(), out);
    }
  }

  /**
   * Writes all elements, row-major, without another copy if they are in Java memory.
   *
   * @throws IllegalArgumentException if the array is not as long as there are elements
   */
  public void copyTo(double[] out) {
    requireSize(out.length, "doubles");
    if (value instanceof HostValue host) {
      host.copyTo(out);
    } else {
      System.arraycopy(values(), 0, out, 0, out.length);
    }
  }

  private void requireSize(int length, String numbers) {
    if (length != size()) {
      throw new IllegalArgumentException(
          "array of " + length + " " + numbers + " for the elements of " + spec());
    }
  }

  /** Whether the value is in Java memory, so that reading it needs no engine. */
  public boolean isHost() {
    return value instanceof HostValue;
  }

  /** A copy in Java memory, which belongs to no scope. */
  public BorchArray inJavaMemory() {
    return of(spec(), values());
  }

  /** The same values in another type, in Java memory; this array must be there, too. */
  BorchArray hostCast(DataType type) {
    return host(getShape(), type, HostValue.buffer(values(), type));
  }

  /** Indices as INT64, the only type that the engine takes. */
  BorchArray indices() {
    return toType(DataType.INT64, false);
  }

  @Override
  BorchArray self() {
    return this;
  }

  /** Gives this object the value of another; an engine's array is overwritten in its memory. */
  BorchArray rebind(BorchArray other) {
    if (owner != null) {
      throw new IllegalStateException(
          owner
              + ": its value is read-only, got an in-place operation; use the operation that"
              + " returns a new array");
    }
    if (view && (value instanceof Lifted || other.value instanceof Lifted)) {
      throw new IllegalStateException(
          "in-place operation on a view (slice, reshape, transpose) of a differentiated, mapped or"
              + " traced array; use the operation that returns a new array");
    }
    if (value instanceof NativeValue held
        && !(other.value instanceof Lifted)
        && spec().equals(other.spec())) {
      BorchEngine.overwrite(held.array(), other);
    } else {
      value = other.value;
    }
    return this;
  }

  // ---- what the array is

  /** Shape and data type. */
  public Spec spec() {
    return value.spec();
  }

  @Override
  public Shape getShape() {
    return value.spec().shape();
  }

  @Override
  public DataType getDataType() {
    return value.spec().type();
  }

  @Override
  public BorchManager getManager() {
    BorchManager known = manager;
    if (known == null) {
      NDArray held = nativeOrNull();
      known = held == null ? BorchManager.root() : BorchManager.of(held.getManager());
      manager = known;
    }
    return known;
  }

  @Override
  public Device getDevice() {
    NDArray held = nativeOrNull();
    return held == null ? getManager().getDevice() : held.getDevice();
  }

  @Override
  public SparseFormat getSparseFormat() {
    NDArray held = nativeOrNull();
    return held == null ? SparseFormat.DENSE : held.getSparseFormat();
  }

  @Override
  public @Nullable String getName() {
    return name;
  }

  @Override
  public void setName(String name) {
    this.name = name;
  }

  @Override
  public String getUid() {
    String known = uid;
    if (known == null) {
      known = NDManager.nextUid();
      uid = known;
    }
    return known;
  }

  /** As DJL's own, without a manager: making one takes longer than many operations. */
  @Override
  public NDArray get(NDIndex index) {
    return new BorchIndexer().get(this, index);
  }

  @Override
  public NDArrayEx getNDArrayInternal() {
    return new BorchArrayEx(this);
  }

  // ---- life

  @Override
  public void attach(NDManager manager) {
    resources().forEach(held -> held.array().attach(BorchManager.toNative(manager)));
    this.manager = BorchManager.ours(manager);
  }

  @Override
  public void tempAttach(NDManager manager) {
    resources().forEach(held -> held.array().tempAttach(BorchManager.toNative(manager)));
  }

  @Override
  public void returnResource(NDManager manager) {
    attach(manager);
  }

  @Override
  public void detach() {
    resources().forEach(held -> held.array().detach());
    manager = null;
  }

  @Override
  public List<NDArray> getResourceNDArrays() {
    return List.of(this);
  }

  @Override
  public boolean isReleased() {
    return value instanceof NativeValue held && held.array().isReleased();
  }

  @Override
  public void close() {
    if (value instanceof NativeValue held) {
      held.array().close();
    }
  }

  @Override
  public void intern(NDArray replaced) {
    rebind(wrap(replaced));
  }

  // ---- moving and reading values

  @Override
  public BorchArray toDevice(Device device, boolean copy) {
    if (value instanceof Lifted || (device.equals(getDevice()) && !copy)) {
      return this;
    }
    return wrap(on(BorchEngine.root(device)).toDevice(device, copy));
  }

  @Override
  public BorchArray duplicate() {
    if (value instanceof NativeValue held) {
      return wrap(held.array().duplicate());
    }
    // Values in Java memory and traced values are never written, so that a copy can share them.
    return new BorchArray(value, manager, false);
  }

  @Override
  public void copyTo(NDArray array) {
    wrap(array).rebind(duplicate());
  }

  @Override
  public ByteBuffer toByteBuffer(boolean tryDirect) {
    if (value instanceof HostValue host) {
      return host.bytes();
    }
    if (value instanceof Lifted) {
      ByteBuffer bytes = lowered().toByteBuffer(true);
      // Reading numbers asks for direct bytes; an array of the engine that meets this one does not.
      if (!tryDirect) {
        throw new IllegalStateException(
            "an array of the engine meets a differentiated array "
                + spec()
                + ", whose derivative would be lost; make the other one borch's with"
                + " BorchArray.wrap, or pass it as input");
      }
      return bytes;
    }
    try {
      return ((NativeValue) value).array().toByteBuffer(tryDirect);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String[] toStringArray(Charset charset) {
    throw new UnsupportedOperationException("array of strings: borch's arrays hold numbers");
  }

  @Override
  public void set(Buffer buffer) {
    Spec spec = spec();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(spec.size() * spec.type().getNumOfBytes())
            .order(java.nio.ByteOrder.nativeOrder());
    ai.djl.ndarray.BaseNDManager.validateBuffer(buffer, spec.type(), spec.size());
    ai.djl.ndarray.BaseNDManager.copyBuffer(buffer, bytes);
    bytes.rewind();
    Buffer typed =
        switch (spec.type()) {
          case FLOAT64 -> bytes.asDoubleBuffer();
          case FLOAT32 -> bytes.asFloatBuffer();
          case INT64 -> bytes.asLongBuffer();
          case INT32 -> bytes.asIntBuffer();
          default -> bytes;
        };
    rebind(host(spec.shape(), spec.type(), typed));
  }

  @Override
  public BorchArray zerosLike() {
    return full(getShape(), 0, getDataType());
  }

  @Override
  public BorchArray onesLike() {
    return full(getShape(), 1, getDataType());
  }

  // ---- DJL's own differentiation, which borch replaces

  /** Does nothing: DJL marks parameters so when it initialises them, borch needs no mark. */
  @Override
  public void setRequiresGradient(boolean requiresGrad) {}

  @Override
  public boolean hasGradient() {
    return false;
  }

  @Override
  public NDArray getGradient() {
    throw new UnsupportedOperationException(
        "getGradient: borch differentiates functions; use Autodiff or Scope.gradient");
  }

  /** Shape, type and values; of a traced array shape and type only. Changes nothing. */
  @Override
  public String toString() {
    BorchArray plain = this;
    while (plain.value instanceof Lifted lifted) {
      try {
        plain = lifted.lower();
      } catch (TracingException e) {
        return spec().toString();
      }
    }
    return plain.isReleased() ? "closed array" : plain.toDebugString(true);
  }
}
