package org.borch.tensor;

/**
 * A primitive on Java arrays, for fixed shapes. Integers and booleans are held as doubles. A kernel
 * keeps no state between calls, so threads may share it.
 */
@FunctionalInterface
public interface HostKernel {

  /** Computes {@code output} from {@code inputs}, all row-major. */
  void run(double[][] inputs, double[] output);

  /** The same kernel for one thread only, so that it can keep buffers between calls. */
  default HostKernel own() {
    return this;
  }
}
