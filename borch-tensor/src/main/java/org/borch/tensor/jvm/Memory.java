package org.borch.tensor.jvm;

import java.util.List;


/** What one plan's run of generated code reads and writes; one thread at a time may use it. */
public final class Memory {

  // Generated code reads these fields.
  final double[][] vectors;
  final double[] numbers;
  final double[][][] matrices;
  final int[][] indices;
  final Product[] products;
  final double[][][] rows;

  private final Body body;
  private final int[] results;
  private final boolean[] replaceable;
  private final boolean[] exchangeable;
  private final HostKernel[] kernels;
  private final double[][][] arguments;
  private final double[][] kernelResults;

  Memory(Body body, Storage storage, double[][] inputs) {
    this.body = body;
    this.vectors = storage.vectors(inputs);
    this.numbers = new double[storage.crossings()];
    this.matrices = storage.matrices();
    this.indices = storage.indices();
    this.products = storage.products();
    this.rows = storage.rows();
    List<Storage.Call> calls = storage.calls();
    this.kernels = calls.stream().map(call -> call.kernel().own()).toArray(HostKernel[]::new);
    this.arguments =
        calls.stream()
            .map(call -> call.arguments().stream().map(v -> vectors[v]).toArray(double[][]::new))
            .toArray(double[][][]::new);
    this.kernelResults =
        calls.stream().map(call -> vectors[call.result()]).toArray(double[][]::new);
    this.results = storage.results();
    this.replaceable = storage.replaceable();
    this.exchangeable = storage.ownResults();
  }

  /** Runs a kernel. */
  void call(int number) {
    kernels[number].run(arguments[number], kernelResults[number]);
  }

  /** The memory of a result. */
  public double[] result(int index) {
    return vectors[results[index]];
  }

  /**
   * From now on a result and an input have each other's memory, if nothing else knows it: false if
   * something does, and nothing has changed.
   */
  public boolean exchange(int result, int input) {
    int vector = results[result];
    if (!exchangeable[result] || !replaceable[input] || !replaceable[vector]) {
      return false;
    }
    double[] memory = vectors[vector];
    vectors[vector] = vectors[input];
    vectors[input] = memory;
    return true;
  }

  /** Computes the results from what the inputs hold. */
  public void run() {
    body.run(this);
  }
}
