package org.borch.tensor;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * borch as an engine of DJL, in front of the PyTorch engine, which it starts only when something
 * must be computed on it. Its rank keeps it from becoming the default: DJL code beside borch keeps
 * the engine that it has.
 */
public final class BorchEngine extends Engine {

  /** The name under which {@link Engine#getEngine(String)} finds this engine. */
  public static final String NAME = "Borch";

  /** DJL takes the engine of the smallest rank as default; PyTorch has 2. */
  static final int RANK = 1000;

  private static final BorchEngine INSTANCE = new BorchEngine();
  private static final Cleaner CLEANER = Cleaner.create();

  /** One manager a device for arrays that nobody else owns. */
  private static final Map<Device, NDManager> ROOTS = new ConcurrentHashMap<>();

  private static final SharedScalars SCALARS = new SharedScalars();

  private static final NDIndex FIRST_AXIS = new NDIndex().addAllDim();

  private BorchEngine() {}

  static BorchEngine instance() {
    return INSTANCE;
  }

  /** The engine that computes, started if it is not running yet. */
  static Engine pytorch() {
    return Engine.getEngine("PyTorch");
  }

  static boolean isNative(NDArray array) {
    return array instanceof PtNDArray;
  }

  /**
   * How many arrays borch holds in the memory of PyTorch, on all devices: what tests for leaks
   * compare, after garbage collection.
   */
  public static int nativeArrays() {
    return ROOTS.values().stream().mapToInt(root -> root.getManagedArrays().size()).sum();
  }

  static NDManager root(Device device) {
    return ROOTS.computeIfAbsent(device, d -> pytorch().newBaseManager(d));
  }

  /** Where a computation on these inputs takes place if none of them is on the engine yet. */
  static NDManager computing(List<BorchArray> inputs) {
    for (BorchArray input : inputs) {
      BorchManager manager = input.getManager();
      if (!manager.isRoot()) {
        return manager.engineManager();
      }
    }
    return root(pytorch().defaultDevice());
  }

  /** The array of a constant that many operations share, or null if there is none yet. */
  static @Nullable NativeValue sharedScalar(HostValue value, Device device) {
    return SCALARS.of(value, device);
  }

  /** A copy on the device that no scope frees, but the garbage collector. */
  static NativeValue unowned(HostValue value, Device device) {
    NDArray made = copyOf(value, root(device));
    NDScope.unregister(made);
    NativeValue copy = new NativeValue(made);
    freeWhenUnreachable(copy);
    return copy;
  }

  /**
   * A copy in the engine's own memory. (An array that DJL makes of a buffer shares Java's memory,
   * which views of that array do not keep from being collected.)
   */
  static NDArray copyOf(HostValue value, NDManager manager) {
    try (NDArray shared =
        manager.create(value.bytes(), value.spec().shape(), value.spec().type())) {
      return shared.duplicate();
    }
  }

  /**
   * Takes a result of the engine for the manager that computed it, though the engine gives it to
   * the first operand's. Outside a scope, what no manager of the user owns is freed when it is no
   * longer reachable.
   */
  static NativeValue own(NDArray result, NDManager computing) {
    if (!computing.equals(result.getManager())) {
      result.attach(computing);
    }
    NativeValue value = new NativeValue(result);
    if (Scope.current() == null) {
      freeWhenUnreachable(value);
    }
    return value;
  }

  /**
   * Writes into an array of the engine, so that views of it see the values. (The engine's copyTo
   * goes through Java memory and detaches views.)
   */
  static void overwrite(NDArray target, BorchArray source) {
    if (target.size() == 0) {
      return;
    }
    NDArray values = source.toNative();
    // The indexer leaves temporaries, and takes no scalars.
    try (NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      boolean scalar = target.getShape().isScalar();
      NDArray into = scalar ? target.reshape(1) : target;
      into.set(FIRST_AXIS, scalar ? values.reshape(1) : values);
    } finally {
      Reference.reachabilityFence(source);
    }
  }

  /** Closes a program once its owner is not reachable any more. */
  static void closeWhenUnreachable(Object owner, TorchScript program) {
    CLEANER.register(owner, program::close);
  }

  static void freeWhenUnreachable(NativeValue value) {
    NDArray array = value.array();
    if (ROOTS.containsValue(array.getManager())) {
      CLEANER.register(value, array::close);
    }
  }

  static double[] toDoubles(NDArray array) {
    return switch (array.getDataType()) {
      case FLOAT64 -> array.toDoubleArray();
      case FLOAT32 -> {
        float[] floats = array.toFloatArray();
        double[] result = new double[floats.length];
        for (int i = 0; i < result.length; i++) {
          result[i] = floats[i];
        }
        yield result;
      }
      default ->
          java.util.Arrays.stream(array.toArray()).mapToDouble(Number::doubleValue).toArray();
    };
  }

  @Override
  public @Nullable Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public String getEngineName() {
    return NAME;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return pytorch().getVersion();
  }

  @Override
  public boolean hasCapability(String capability) {
    return pytorch().hasCapability(capability);
  }

  @Override
  public Device defaultDevice() {
    return pytorch().defaultDevice();
  }

  @Override
  public Model newModel(String name, Device device) {
    return new BorchModel(name, device);
  }

  @Override
  public NDManager newBaseManager() {
    return BorchManager.root().newSubManager();
  }

  @Override
  public NDManager newBaseManager(Device device) {
    return BorchManager.root().newSubManager(device);
  }

  @Override
  public String toString() {
    return NAME + " in front of PyTorch";
  }
}
