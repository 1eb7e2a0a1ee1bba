package org.borch.tensor.trace;

/**
 * A program with buffers to run it in. One thread at a time may use a plan; it allocates nothing of
 * its own when it runs.
 */
public final class Plan {

  private final double[][] inputs;
  private final double[][] outputs;
  private final Runnable body;

  Plan(double[][] inputs, double[][] outputs, Runnable body) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.body = body;
  }

  /** The buffer of an argument, row-major: write it before {@link #run}. */
  public double[] input(int index) {
    return inputs[index];
  }

  /** The buffer of a result, row-major: read it after {@link #run}, before the next one. */
  public double[] output(int index) {
    return outputs[index];
  }

  /** Computes the results from what the input buffers hold. */
  public void run() {
    body.run();
  }
}
