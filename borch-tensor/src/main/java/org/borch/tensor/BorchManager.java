package org.borch.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A DJL manager that hands out borch's arrays. What it creates from values stays in Java memory
 * until the engine needs it; what the engine computes belongs to the manager of the engine that
 * stands behind this one and closes with it.
 */
public final class BorchManager extends BaseNDManager {

  private static final BorchManager ROOT = new BorchManager(null, null, null);

  private final @Nullable Device requested;
  private @Nullable NDManager engineManager;

  private BorchManager(
      @Nullable NDManager parent, @Nullable Device device, @Nullable NDManager engineManager) {
    // Asking the engine for its default device would start it.
    super(parent, device == null ? Device.cpu() : device);
    this.requested = device;
    this.engineManager = engineManager;
  }

  /** A new manager on the engine's default device; close it to free what it made. */
  public static BorchManager create() {
    return ROOT.newSubManager();
  }

  /** A new manager on a device. */
  public static BorchManager create(Device device) {
    return ROOT.newSubManager(device);
  }

  /** The manager of arrays that belong to nobody; it is never closed. */
  static BorchManager root() {
    return ROOT;
  }

  boolean isRoot() {
    return this == ROOT;
  }

  /** A view of an engine's manager. */
  static BorchManager of(NDManager engineManager) {
    return new BorchManager(ROOT, engineManager.getDevice(), engineManager);
  }

  static BorchManager ours(NDManager manager) {
    return manager instanceof BorchManager ours ? ours : of(manager);
  }

  static NDManager toNative(NDManager manager) {
    return manager instanceof BorchManager ours ? ours.engineManager() : manager;
  }

  /** The engine's manager behind this one, made when first needed. */
  synchronized NDManager engineManager() {
    NDManager known = engineManager;
    if (known == null) {
      Device device = requested == null ? BorchEngine.pytorch().defaultDevice() : requested;
      known = isRoot() ? BorchEngine.root(device) : BorchEngine.root(device).newSubManager();
      engineManager = known;
    }
    return known;
  }

  private BorchArray random(Function<NDManager, NDArray> call) {
    if (Nesting.current().isTracing()) {
      throw new TracingException(
          "a draw from the engine's own generator; draw from a Key or Noise instead");
    }
    return BorchArray.wrap(call.apply(engineManager()));
  }

  private BorchArray mine(BorchArray array) {
    if (!isRoot()) {
      array.attach(this);
    }
    return array;
  }

  @Override
  public ByteBuffer allocateDirect(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  @Override
  public @Nullable BorchArray from(@Nullable NDArray array) {
    return array == null ? null : BorchArray.wrap(array);
  }

  /** The type of the running draw, or outside of draws the one that DJL states for the call. */
  private static DataType untyped(DataType inDjl) {
    DataType run = Nesting.current().floating;
    return run == null ? inDjl : run;
  }

  @Override
  public BorchArray create(Buffer data, Shape shape) {
    DataType own = DataType.fromBuffer(data);
    BorchArray array = create(data, shape, own);
    return own.isFloating() ? mine(array.hostCast(untyped(own))) : array;
  }

  @Override
  public BorchArray create(Shape shape) {
    return zeros(shape);
  }

  @Override
  public BorchArray zeros(Shape shape) {
    return zeros(shape, untyped(DataType.FLOAT32));
  }

  @Override
  public BorchArray ones(Shape shape) {
    return ones(shape, untyped(DataType.FLOAT32));
  }

  @Override
  public BorchArray full(Shape shape, int value) {
    return full(shape, value, untyped(DataType.INT32));
  }

  @Override
  public BorchArray full(Shape shape, float value) {
    return full(shape, value, untyped(DataType.FLOAT32));
  }

  @Override
  public BorchArray arange(int stop) {
    return arange(0, stop, 1);
  }

  @Override
  public BorchArray arange(int start, int stop) {
    return arange(start, stop, 1);
  }

  @Override
  public BorchArray arange(int start, int stop, int step) {
    return arange((float) start, stop, step, untyped(DataType.INT32));
  }

  @Override
  public BorchArray arange(float start, float stop, float step) {
    return arange(start, stop, step, untyped(DataType.FLOAT32));
  }

  @Override
  public BorchArray eye(int rows) {
    return eye(rows, rows, 0);
  }

  @Override
  public BorchArray eye(int rows, int cols) {
    return eye(rows, cols, 0);
  }

  @Override
  public BorchArray eye(int rows, int cols, int k) {
    return eye(rows, cols, k, untyped(DataType.FLOAT32));
  }

  @Override
  public BorchArray create(Shape shape, DataType dataType) {
    return zeros(shape, dataType);
  }

  @Override
  public BorchArray create(Buffer data, Shape shape, DataType dataType) {
    BorchArray array = zeros(shape, dataType);
    array.set(data);
    return array;
  }

  @Override
  public BorchArray zeros(Shape shape, DataType dataType) {
    return full(shape, 0, dataType);
  }

  @Override
  public BorchArray ones(Shape shape, DataType dataType) {
    return full(shape, 1, dataType);
  }

  @Override
  public BorchArray full(Shape shape, float value, DataType dataType) {
    return mine(BorchArray.full(shape, value, dataType));
  }

  @Override
  public BorchArray arange(float start, float stop, float step, DataType dataType) {
    // Integers are counted in integers, as the engine does.
    boolean whole = !dataType.isFloating();
    double first = whole ? (long) start : start;
    double last = whole ? (long) stop : stop;
    double stride = whole ? (long) step : step;
    if (stride == 0) {
      throw new IllegalArgumentException(
          "arange of " + dataType + " with step " + step + ", expected another step than 0");
    }
    double length = Math.max(0, Math.ceil((last - first) / stride));
    double[] values = new double[Math.toIntExact((long) length)];
    Arrays.setAll(values, i -> first + i * stride);
    return mine(BorchArray.of(new Spec(new Shape(values.length), dataType), values));
  }

  @Override
  public BorchArray eye(int rows, int cols, int k, DataType dataType) {
    double[] values = new double[rows * cols];
    for (int i = 0; i < rows; i++) {
      if (i + k >= 0 && i + k < cols) {
        values[i * cols + i + k] = 1;
      }
    }
    return mine(BorchArray.of(new Shape(rows, cols), values).hostCast(dataType));
  }

  @Override
  public BorchArray linspace(float start, float stop, int num, boolean endpoint) {
    double step = ((double) stop - start) / Math.max(1, endpoint ? num - 1 : num);
    double[] values = new double[num];
    for (int i = 0; i < num; i++) {
      values[i] = start + i * step;
    }
    return mine(BorchArray.of(new Spec(new Shape(num), untyped(DataType.FLOAT32)), values));
  }

  @Override
  public BorchArray randomInteger(long low, long high, Shape shape, DataType dataType) {
    return random(m -> m.randomInteger(low, high, shape, dataType));
  }

  @Override
  public BorchArray randomPermutation(long n) {
    return random(m -> m.randomPermutation(n));
  }

  @Override
  public BorchArray randomUniform(float low, float high, Shape shape, DataType dataType) {
    return random(m -> m.randomUniform(low, high, shape, dataType));
  }

  @Override
  public BorchArray randomNormal(float loc, float scale, Shape shape, DataType dataType) {
    return random(m -> m.randomNormal(loc, scale, shape, dataType));
  }

  @Override
  public BorchArray truncatedNormal(float loc, float scale, Shape shape, DataType dataType) {
    return random(m -> m.truncatedNormal(loc, scale, shape, dataType));
  }

  @Override
  public BorchArray randomMultinomial(int n, NDArray pValues) {
    return random(m -> m.randomMultinomial(n, BorchArray.wrap(pValues).toNative()));
  }

  @Override
  public BorchArray randomMultinomial(int n, NDArray pValues, Shape shape) {
    return random(m -> m.randomMultinomial(n, BorchArray.wrap(pValues).toNative(), shape));
  }

  @Override
  public NDList load(java.nio.file.Path path) {
    NDList result = new NDList();
    engineManager().load(path).forEach(array -> result.add(BorchArray.wrap(array)));
    return result;
  }

  /** Asks the array nothing: another thread may have closed it since it was listed. */
  private static BorchArray listed(NDArray array) {
    return new BorchArray(new NativeValue(array), null, false);
  }

  @Override
  public List<NDArray> getManagedArrays() {
    NDManager known = engineManager;
    return known == null
        ? List.of()
        : known.getManagedArrays().stream().<NDArray>map(BorchManager::listed).toList();
  }

  @Override
  public void cap() {
    super.cap();
    engineManager().cap();
  }

  @Override
  public NDManager getParentManager() {
    return isRoot() ? this : super.getParentManager();
  }

  @Override
  public BorchManager newSubManager() {
    return newSubManager(requested);
  }

  @Override
  public BorchManager newSubManager(@Nullable Device device) {
    // Started lazily, unless the parent's is there and its closing must close this one, too.
    NDManager behind = isRoot() ? null : engineManager;
    NDManager child =
        behind != null && behind.getDevice().equals(device) ? behind.newSubManager() : null;
    BorchManager manager = new BorchManager(this, device, child);
    if (!isRoot()) {
      attachUncappedInternal(manager.uid, manager);
    }
    return manager;
  }

  @Override
  public Engine getEngine() {
    return BorchEngine.instance();
  }

  @Override
  public void close() {
    if (isRoot()) {
      return;
    }
    super.close();
    NDManager known = engineManager;
    if (known != null && !known.equals(BorchEngine.root(known.getDevice()))) {
      Scope scope = Scope.current();
      if (scope == null || !scope.isWatching()) {
        known.close();
      } else {
        scope.closeLater(known); // Blocks close managers of what derivatives still need
      }
    }
  }
}
