package org.borch.tensor;

/**
 * A primitive on Java arrays, for fixed shapes. Integers and booleans are held as doubles. Threads
 * may share a kernel, but not its {@link #own}.
 */
@FunctionalInterface
public interface HostKernel {

  /** Computes {@code output} from {@code inputs}, all row-major. */
  void run(double[][] inputs, double[] output);

  /**
   * This kernel for one thread. A kernel that needs arrays for itself returns one that keeps them,
   * so that its runs allocate nothing.
   */
  default HostKernel own() {
    return this;
  }
}
