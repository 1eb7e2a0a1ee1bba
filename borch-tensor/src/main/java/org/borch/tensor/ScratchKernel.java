package org.borch.tensor;

import java.util.Arrays;
import org.borch.tensor.jvm.HostKernel;

/** A kernel that needs arrays for itself: kept by its own copies, made anew when it is shared. */
final class ScratchKernel implements HostKernel {

  /** What is computed with the arrays; they hold anything at first. */
  @FunctionalInterface
  interface Body {
    void run(double[][] inputs, double[] output, double[][] scratch);
  }

  private final Body body;
  private final int[] sizes;

  /**
   * A kernel.
   *
   * @param sizes of the arrays that it needs
   */
  ScratchKernel(Body body, int... sizes) {
    this.body = body;
    this.sizes = sizes;
  }

  /** A kernel that needs some arrays of one size. */
  static ScratchKernel ofRows(Body body, int rows, int size) {
    int[] sizes = new int[rows];
    Arrays.fill(sizes, size);
    return new ScratchKernel(body, sizes);
  }

  private double[][] scratch() {
    return Arrays.stream(sizes).mapToObj(size -> new double[size]).toArray(double[][]::new);
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    body.run(inputs, output, scratch());
  }

  @Override
  public HostKernel own() {
    double[][] kept = scratch();
    return (inputs, output) -> body.run(inputs, output, kept);
  }
}
