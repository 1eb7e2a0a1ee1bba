package org.borch.tensor.jvm;

import org.borch.tensor.number.Precision;

/**
 * A primitive on Java arrays, for fixed shapes. Integers and booleans are held as doubles. Threads
 * may share a kernel, but not its {@link #own}.
 */
@FunctionalInterface
public interface HostKernel {

  /** Computes {@code output} from {@code inputs}, all row-major. */
  void run(double[][] inputs, double[] output);

  /**
   * The same, rounded to floats.
   *
   * @param scratch as long as the output; it holds anything afterwards
   */
  default void run(double[][] inputs, float[] output, double[] scratch) {
    run(inputs, scratch);
    Precision.narrow(scratch, output);
  }

  /**
   * This kernel for one thread. A kernel that needs arrays for itself returns one that keeps them,
   * so that its runs allocate nothing.
   */
  default HostKernel own() {
    return this;
  }
}
