package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.borch.tensor.number.Precision;
import org.jspecify.annotations.Nullable;


/**
 * What one plan's run of generated code in single precision reads and writes; one thread at a time
 * may use it. Kernels on doubles work on copies, and take what another kernel made, and whole
 * numbers that are arguments, as they are: keys of random numbers do not fit a float.
 */
public final class FloatMemory {

  // Generated code reads these fields.
  final float[][] vectors;
  final float[] numbers;
  final float[][][] matrices;
  final int[][] indices;
  final Product[] products;
  final float[][][] rows;

  /** A vector and its copy in the other precision. */
  private static final class Twin {

    private final float[] floats;
    private final double[] doubles;

    Twin(float[] floats, double[] doubles) {
      this.floats = floats;
      this.doubles = doubles;
    }

    void narrow() {
      Precision.narrow(doubles, floats);
    }

    void widen() {
      Precision.widen(floats, doubles);
    }
  }

  /** A kernel with its arguments, of which some are copied before it runs. */
  private static final class Call {

    private final HostKernel kernel;
    private final double[][] arguments;
    private final Twin[] copied;
    private final Twin result;
    private final boolean isExact;

    /**
     * A call.
     *
     * @param isExact whether the result is also needed as doubles
     */
    Call(HostKernel kernel, double[][] arguments, List<Twin> copied, Twin result, boolean isExact) {
      this.kernel = kernel;
      this.arguments = arguments;
      this.copied = copied.toArray(Twin[]::new);
      this.result = result;
      this.isExact = isExact;
    }

    void run() {
      for (Twin argument : copied) {
        argument.widen();
      }
      if (isExact) {
        kernel.run(arguments, result.doubles);
        result.narrow();
      } else {
        kernel.run(arguments, result.floats, result.doubles);
      }
    }
  }

  private final FloatBody body;
  private final int[] results;
  private final boolean[] replaceable;
  private final boolean[] exchangeable;
  private final Twin[] wholeInputs;
  private final Call[] calls;
  private final List<Twin> wholeResults = new ArrayList<>();

  /** For each vector, where its numbers are held as doubles, if anywhere. */
  private final double[] @Nullable [] exact;

  FloatMemory(
      FloatBody body, Storage storage, float[][] constants, float[][][] matrices, Object[] inputs) {
    this.body = body;
    this.numbers = new float[storage.crossings()];
    this.matrices = matrices;
    this.indices = storage.indices();
    this.products = storage.products();
    this.rows =
        Arrays.stream(storage.rowShapes())
            .map(shape -> new float[shape[0]][shape[1]])
            .toArray(float[][][]::new);
    this.results = storage.results();
    this.replaceable = storage.replaceable();
    this.exchangeable = storage.ownResults();
    int first = storage.inputs();
    this.vectors = new float[first + constants.length][];
    this.exact = new double[vectors.length][];
    List<Twin> twins = new ArrayList<>();
    for (int i = 0; i < first; i++) {
      if (inputs[i] instanceof double[] doubles) {
        vectors[i] = new float[doubles.length];
        exact[i] = doubles;
        twins.add(new Twin(vectors[i], doubles));
        replaceable[i] = false;
      } else {
        vectors[i] = (float[]) inputs[i];
      }
    }
    this.wholeInputs = twins.toArray(Twin[]::new);
    for (int i = 0; i < constants.length; i++) {
      int size = storage.sizes().get(i);
      boolean isConstant = constants[i].length == size;
      vectors[first + i] = isConstant ? constants[i] : new float[size];
      if (isConstant) {
        exact[first + i] = storage.constants().get(i);
      }
    }
    for (Storage.Call call : storage.calls()) {
      exact[call.result()] = new double[vectors[call.result()].length];
    }
    Set<Integer> read = new HashSet<>();
    storage.calls().forEach(call -> read.addAll(call.arguments()));
    Arrays.stream(results).forEach(read::add);
    this.calls =
        storage.calls().stream()
            .map(call -> call(call, read.contains(call.result())))
            .toArray(Call[]::new);
  }

  private Call call(Storage.Call call, boolean isExact) {
    double[][] arguments = new double[call.arguments().size()][];
    List<Twin> copied = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      int number = call.arguments().get(i);
      double[] known = exact[number];
      if (known == null) {
        known = new double[vectors[number].length];
        copied.add(new Twin(vectors[number], known));
      }
      arguments[i] = known;
    }
    double[] result = Objects.requireNonNull(exact[call.result()]);
    return new Call(
        call.kernel().own(), arguments, copied, new Twin(vectors[call.result()], result), isExact);
  }

  /** Runs a kernel. */
  void call(int number) {
    calls[number].run();
  }

  /** The memory of a result. */
  public float[] result(int index) {
    return vectors[results[index]];
  }

  /** The memory of a result as doubles: whole numbers of arguments and kernels are exact. */
  public double[] wholeResult(int index) {
    double[] known = exact[results[index]];
    if (known == null) {
      known = new double[result(index).length];
      exchangeable[index] = false;
      wholeResults.add(new Twin(result(index), known));
    }
    return known;
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
    float[] memory = vectors[vector];
    vectors[vector] = vectors[input];
    vectors[input] = memory;
    return true;
  }

  /** Computes the results from what the inputs hold. */
  public void run() {
    for (Twin input : wholeInputs) {
      input.narrow();
    }
    body.run(this);
    for (int i = 0; i < wholeResults.size(); i++) {
      wholeResults.get(i).widen();
    }
  }
}
