package org.borch.tensor.trace.jvm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Code by vectors for functions that have a block kernel, one for the whole process. */
final class FunctionKernel {

  /** The length of arrays in trials; it leaves a rest that does not fill a vector. */
  private static final int LENGTH = 501;

  /**
   * HotSpot of JDK 17 often forgets the types of vectors in these functions, and is ten times
   * slower than by loops, now and then only after a while. Versions between were not tried.
   */
  private static final int LEAST_VERSION = 25;

  private static final Map<Op, VectorLoops<VectorFunction>> DOUBLES = new ConcurrentHashMap<>();
  private static final Map<Op, VectorLoops<FloatVectorFunction>> FLOATS = new ConcurrentHashMap<>();

  private FunctionKernel() {}

  /**
   * The code for arrays of a length, or null if the machine's vectors are longer or not offered by
   * a JVM that is good at it.
   */
  static @Nullable VectorLoops<?> of(Op op, int length, int numberBytes) {
    if (Runtime.version().feature() < LEAST_VERSION
        || !VectorUnit.isOffered()
        || length < VectorUnit.lanes(numberBytes)) {
      return null;
    }
    return numberBytes == Float.BYTES
        ? FLOATS.computeIfAbsent(op, FunctionKernel::ofFloats)
        : DOUBLES.computeIfAbsent(op, FunctionKernel::ofDoubles);
  }

  private static @Nullable VectorLoops<VectorFunction> ofDoubles(Op op) {
    double[] usual = example();
    double[] special = usual.clone();
    special[1] = Double.NaN;
    double[] out = new double[LENGTH];
    double[] u = new double[LENGTH];
    double[] v = new double[LENGTH];
    double[] w = new double[LENGTH];
    return VectorLoops.of(
        VectorFunction.class,
        op.function(),
        code ->
            List.of(() -> code.apply(usual, out, u, v, w), () -> code.apply(special, out, u, v, w)),
        Kernels.class);
  }

  private static @Nullable VectorLoops<FloatVectorFunction> ofFloats(Op op) {
    float[] usual = Precision.narrowed(example());
    float[] special = usual.clone();
    special[1] = Float.NaN;
    float[] out = new float[LENGTH];
    float[] u = new float[LENGTH];
    float[] v = new float[LENGTH];
    float[] w = new float[LENGTH];
    return VectorLoops.of(
        FloatVectorFunction.class,
        op.function(),
        code ->
            List.of(() -> code.apply(usual, out, u, v, w), () -> code.apply(special, out, u, v, w)),
        FloatKernels.class);
  }

  private static double[] example() {
    double[] x = new double[LENGTH];
    Arrays.fill(x, 0.7);
    return x;
  }
}
