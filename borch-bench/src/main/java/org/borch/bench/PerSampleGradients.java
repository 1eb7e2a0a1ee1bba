package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The gradient of each row's loss of a 784-100-10 network (vmap of grad), and of the sum over the
 * 128 rows; float32.
 */
@State(Scope.Thread)
@Reference(benchmark = "vmap.per_sample_784_100_10", variant = "summed")
public class PerSampleGradients {

  private static final int ROWS = 128;
  private static final int INPUTS = 784;
  private static final int HIDDEN = 100;
  private static final int CLASSES = 10;

  /** What runs both. */
  @Param({"chosen", "JVM", "TORCHSCRIPT"})
  public String backEnd = "chosen";

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<BorchArray> weights =
      List.of(normal(INPUTS, HIDDEN), normal(HIDDEN), normal(HIDDEN, CLASSES), normal(CLASSES));
  private final BorchArray x = normal(ROWS, INPUTS);
  private final BorchArray y = labels();

  private @Nullable Prepared summed;
  private @Nullable Prepared perSample;

  private BorchArray normal(long... sizes) {
    Shape shape = new Shape(sizes);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.1 * random.nextGaussian());
    }
    return BorchArray.of(shape, values);
  }

  /** One number of each row is 1. */
  private BorchArray labels() {
    float[] values = new float[ROWS * CLASSES];
    for (int i = 0; i < ROWS; i++) {
      values[i * CLASSES + random.nextInt(CLASSES)] = 1;
    }
    return BorchArray.of(new Shape(ROWS, CLASSES), values);
  }

  /** Cross entropy, summed over rows if there are any: x [..., 784], y [..., 10] → (). */
  private static NDArray loss(List<NDArray> w, NDArray x, NDArray y) {
    NDArray hidden = ArrayMath.relu(x.matMul(w.get(0)).add(w.get(1)));
    NDArray logits = hidden.matMul(w.get(2)).add(w.get(3));
    return ArrayMath.logSumExp(logits, -1).sum().sub(y.mul(logits).sum());
  }

  private static List<NDArray> gradient(List<NDArray> w, NDArray x, NDArray y) {
    return Autodiff.valueAndGrad(q -> loss(q, x, y), w).gradient();
  }

  private static List<NDArray> perSample(List<NDArray> all) {
    int mapped = 0;
    int same = Batching.UNMAPPED;
    return Batching.vmap(
        in -> gradient(in.subList(0, 4), in.get(4), in.get(5)),
        all,
        same,
        same,
        same,
        same,
        mapped,
        mapped);
  }

  /** Traces and prepares both. */
  @Setup(Level.Trial)
  public void setUp() {
    List<BorchArray> all = new ArrayList<>(weights);
    all.add(x);
    all.add(y);
    List<Spec> specs = all.stream().map(BorchArray::spec).toList();
    summed =
        Prepared.of(
            Graph.trace(in -> gradient(in.subList(0, 4), in.get(4), in.get(5)), specs),
            backEnd,
            all.subList(0, 5),
            List.of(y));
    perSample =
        Prepared.of(
            Graph.trace(PerSampleGradients::perSample, specs),
            backEnd,
            all.subList(0, 5),
            List.of(y));
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    Objects.requireNonNull(summed).close();
    Objects.requireNonNull(perSample).close();
  }

  /** One gradient of the sum. */
  @Benchmark
  public void summed() {
    Objects.requireNonNull(summed).run();
  }

  /** 128 gradients. */
  @Benchmark
  public void perSample() {
    Objects.requireNonNull(perSample).run();
  }
}
