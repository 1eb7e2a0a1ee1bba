package org.borch.tensor;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.ref.Cleaner;
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

  /** Equal small constants share one engine's array; past this many a new one is made each time. */
  private static final int MAX_SCALARS = 4096;

  private record Scalar(long bits, Spec spec, Device device) {}

  private static final Map<Scalar, NDArray> SCALARS = new ConcurrentHashMap<>();

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

  /** A constant that many operations share; it lives as long as the process. */
  static @Nullable NDArray sharedScalar(HostValue value, Device device) {
    Scalar scalar = new Scalar(Double.doubleToRawLongBits(value.at(0)), value.spec(), device);
    NDArray known = SCALARS.get(scalar);
    if (known != null || SCALARS.size() >= MAX_SCALARS) {
      return known;
    }
    return SCALARS.computeIfAbsent(
        scalar,
        s -> {
          NDArray made = root(device).create(value.bytes(), s.spec().shape(), s.spec().type());
          ai.djl.ndarray.NDScope.unregister(made);
          return made;
        });
  }

  /**
   * Takes a result of the engine. Outside a scope, what no manager of the user owns is freed when
   * it is no longer reachable.
   */
  static NativeValue own(NDArray result, NDArray[] inputs) {
    NativeValue value = new NativeValue(result);
    boolean passedThrough = java.util.Arrays.stream(inputs).anyMatch(input -> input == result);
    if (Scope.current() == null && !passedThrough) {
      freeWhenUnreachable(value);
    }
    return value;
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
