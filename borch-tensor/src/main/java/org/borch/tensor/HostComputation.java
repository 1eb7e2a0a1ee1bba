package org.borch.tensor;

import java.util.Arrays;
import java.util.List;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/**
 * Computes without the engine what needs no engine: while it is open, an operation of this thread
 * on values in Java memory runs the primitive's own kernel there. What has no kernel, what meets an
 * array of the engine, and large matrix products still go to the engine.
 *
 * <p>It is for single runs, such as the one that finds a model's variables: starting the engine
 * takes longer than they do.
 */
public final class HostComputation implements Interpreter, AutoCloseable {

  /** Products of more multiplications take the engine less time, its start included. */
  private static final long LARGE_PRODUCT = 1L << 29;

  private static final List<double @Nullable []> UNKNOWN = Arrays.asList(null, null);

  private final Nesting nesting = Nesting.current();
  private final @Nullable Interpreter outer = nesting.trace;

  private HostComputation() {
    nesting.trace = this;
  }

  /** Opens on this thread. */
  public static HostComputation open() {
    return new HostComputation();
  }

  /** Outside of all tapes and traces, which hand on what they need computed. */
  @Override
  public int level() {
    return 0;
  }

  @Override
  public BorchArray apply(Primitive primitive, List<BorchArray> inputs) {
    for (BorchArray input : inputs) {
      if (!input.isHost()) {
        return inEngine(primitive, inputs);
      }
    }
    if (primitive instanceof Indexing.Take take && take.axis() == 0) {
      return rows(inputs.get(0), inputs.get(1));
    }
    List<Spec> specs = inputs.stream().map(BorchArray::spec).toList();
    if (isLarge(primitive, specs)) {
      return inEngine(primitive, inputs);
    }
    HostKernel kernel = primitive.kernel(specs).orElse(null);
    if (kernel == null) {
      return inEngine(primitive, inputs);
    }
    Spec result = primitive.output(specs);
    double[] values = new double[result.size()];
    kernel.run(inputs.stream().map(BorchArray::values).toArray(double[][]::new), values);
    return BorchArray.of(result, values);
  }

  private static BorchArray inEngine(Primitive primitive, List<BorchArray> inputs) {
    return primitive instanceof Composite composite
        ? composite.compute(inputs)
        : BorchArray.eager(primitive, inputs);
  }

  /** Reads nothing but the rows: a minibatch is small, its data may not be. */
  private static BorchArray rows(BorchArray data, BorchArray index) {
    HostValue rows = ((HostValue) data.value()).rows((HostValue) index.value());
    return new BorchArray(rows, null, false);
  }

  private static boolean isLarge(Primitive primitive, List<Spec> specs) {
    return primitive instanceof Dense.MatMul
        && primitive.layout(specs, UNKNOWN) instanceof Layout.Product product
        && (long) product.rows() * product.inner() * product.columns() > LARGE_PRODUCT;
  }

  /** Hands computing back to whoever had it. */
  @Override
  public void close() {
    nesting.trace = outer;
  }
}
