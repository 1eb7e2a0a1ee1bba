package org.borch.tensor.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where generated code finds vectors, constants and kernels: their numbers in {@link Memory}. */
final class Storage {

  /** A kernel with the vectors that it reads. */
  record Call(HostKernel kernel, List<Integer> arguments, int result) {}

  private record Scratch(int size, int number) {}

  private record Rows(int rows, int columns, boolean areSums) {}

  /** Stands for a vector that is computed. */
  private static final double[] NONE = {};

  private final int inputs;
  private final int numberBytes;
  private final List<double[]> constants = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Map<Object, Integer> vectors = new HashMap<>();
  private final List<double[][]> matrices = new ArrayList<>();
  private final Map<Matrix, Integer> matrixNumbers = new HashMap<>();
  private final List<int[]> indices = new ArrayList<>();
  private final Map<Object, Integer> indexNumbers = new HashMap<>();
  private final List<Product> products = new ArrayList<>();
  private final Map<Rows, Integer> rowNumbers = new LinkedHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Term, Integer> crossings = new HashMap<>();
  private int[] results = {};

  /**
   * Storage for a program.
   *
   * @param inputs the number of its arguments
   * @param numberBytes of one number
   */
  Storage(int inputs, int numberBytes) {
    this.inputs = inputs;
    this.numberBytes = numberBytes;
  }

  /** The number of a vector that lies in memory. */
  int vector(Term term) {
    if (term.is(Op.INPUT)) {
      return term.index();
    }
    return vectors.computeIfAbsent(
        term, t -> add(term.is(Op.DATA) ? Terms.values(term) : NONE, term.size()));
  }

  /** The number of a vector that a block kernel uses for itself. */
  int scratch(int size, int number) {
    return vectors.computeIfAbsent(new Scratch(size, number), s -> add(NONE, size));
  }

  /** The number of a new vector for the numbers of a result. */
  int fresh(int size) {
    return add(NONE, size);
  }

  private int add(double[] constant, int size) {
    constants.add(constant);
    sizes.add(size);
    return inputs + sizes.size() - 1;
  }

  int matrix(Matrix matrix) {
    return matrixNumbers.computeIfAbsent(
        matrix,
        m -> {
          matrices.add(m.lines());
          return matrices.size() - 1;
        });
  }

  int index(Object key, int[] values) {
    return indexNumbers.computeIfAbsent(
        key,
        k -> {
          indices.add(values);
          return indices.size() - 1;
        });
  }

  int product(Product product) {
    products.add(product);
    return products.size() - 1;
  }

  /** The number of a matrix, as arrays for its rows, that products use for the right one. */
  int rows(int rows, int columns) {
    return rows(new Rows(rows, columns, false));
  }

  /** The same for rows of their result. */
  int sums(int rows, int columns) {
    return rows(new Rows(rows, columns, true));
  }

  private int rows(Rows shape) {
    return rowNumbers.computeIfAbsent(shape, r -> rowNumbers.size());
  }

  int call(Term term) {
    List<Integer> arguments = term.arguments().stream().map(this::vector).toList();
    calls.add(new Call(term.detail(HostKernel.class), arguments, vector(term)));
    return calls.size() - 1;
  }

  /** The place of a number that one method computes and another one needs. */
  int crossing(Term number) {
    return crossings.computeIfAbsent(number, n -> crossings.size());
  }

  void results(int[] vectorNumbers) {
    results = vectorNumbers;
  }

  /** All vectors of one plan. */
  double[][] vectors(double[][] inputVectors) {
    double[][] all = Arrays.copyOf(inputVectors, inputs + sizes.size());
    for (int i = 0; i < sizes.size(); i++) {
      double[] constant = constants.get(i);
      all[inputs + i] = constant.length == sizes.get(i) ? constant : new double[sizes.get(i)];
    }
    return all;
  }

  /** The bytes of a number. */
  int numberBytes() {
    return numberBytes;
  }

  /** The number of inputs. */
  int inputs() {
    return inputs;
  }

  /** After the inputs, for each vector its constant values, or none if it is computed. */
  List<double[]> constants() {
    return constants;
  }

  /** After the inputs, for each vector its size. */
  List<Integer> sizes() {
    return sizes;
  }

  double[][][] matrices() {
    return matrices.toArray(double[][][]::new);
  }

  int[][] indices() {
    return indices.toArray(int[][]::new);
  }

  Product[] products() {
    return products.toArray(Product[]::new);
  }

  /** For each matrix that products use, its number of rows and of columns. */
  int[][] rowShapes() {
    return rowNumbers.keySet().stream()
        .map(r -> new int[] {r.rows(), r.columns()})
        .toArray(int[][]::new);
  }

  /** Matrices for the products of one plan. */
  double[][][] rows() {
    return rowNumbers.keySet().stream()
        .map(r -> new double[r.rows()][r.columns()])
        .toArray(double[][][]::new);
  }

  List<Call> calls() {
    return calls;
  }

  /** For each vector, whether only generated code knows it, so that another may take its place. */
  boolean[] replaceable() {
    boolean[] replaceable = new boolean[inputs + sizes.size()];
    for (int i = 0; i < replaceable.length; i++) {
      boolean isConstant = i >= inputs && constants.get(i - inputs).length == sizes.get(i - inputs);
      replaceable[i] = !isConstant;
    }
    for (Call call : calls) {
      call.arguments().forEach(argument -> replaceable[argument] = false);
      replaceable[call.result()] = false;
    }
    return replaceable;
  }

  /** For each result, whether it has a vector of its own, not another one's or an argument's. */
  boolean[] ownResults() {
    boolean[] own = new boolean[results.length];
    for (int i = 0; i < own.length; i++) {
      int vector = results[i];
      own[i] = vector >= inputs && Arrays.stream(results).filter(v -> v == vector).count() == 1;
    }
    return own;
  }

  int crossings() {
    return crossings.size();
  }

  int[] results() {
    return results.clone();
  }
}
