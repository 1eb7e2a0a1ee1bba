package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.borch.infer.curvature.KroneckerFactors;
import org.borch.infer.curvature.SymmetricEigen;
import org.borch.infer.density.Weights;
import org.borch.infer.gaussian.Spread;
import org.borch.tensor.BorchArray;

/**
 * Kronecker factors with a prior: G ⊗ A + P, without approximation where the prior's precision is
 * one number for each column of a layer (its inputs, and the bias), by the eigenvectors of the
 * factors. The prior of other parameters may be anything diagonal.
 */
final class KroneckerCurvature implements Curved {

  private final Map<String, Shape> parameters;
  private final Map<String, KroneckerFactors> layers;
  private final double[] rest;
  private final double factor;

  /** Decompositions by layer and, of the inputs, the columns' scales: they are asked for again. */
  private final Map<List<Object>, SymmetricEigen> known = new HashMap<>();

  /**
   * Of factors.
   *
   * @param rest the diagonal of all parameters, of which that of no layer counts
   * @param factor of the products of the layers' sums
   */
  KroneckerCurvature(
      Map<String, Shape> parameters,
      Map<String, KroneckerFactors> layers,
      NDArray rest,
      double factor) {
    this.parameters = parameters;
    this.layers = layers;
    this.rest = BorchArray.wrap(rest).values();
    this.factor = factor;
  }

  @Override
  public Spread spread(double power, PriorCurvature prior, double temperature) {
    double[] precisions = BorchArray.wrap(prior.diagonal()).values();
    DataType type = prior.diagonal().getDataType();
    Map<String, Long> starts = new LinkedHashMap<>();
    long next = 0;
    for (Map.Entry<String, Shape> parameter : parameters.entrySet()) {
      starts.put(parameter.getKey(), next);
      next += parameter.getValue().size();
    }
    List<Spread> blocks = new ArrayList<>();
    List<long[]> places = new ArrayList<>();
    boolean[] taken = new boolean[precisions.length];
    layers.forEach(
        (layer, factors) -> {
          long[] own = places(layer, factors, starts);
          Arrays.stream(own).forEach(place -> taken[Math.toIntExact(place)] = true);
          places.add(own);
          double[] its = Arrays.stream(own).mapToDouble(i -> precisions[(int) i]).toArray();
          blocks.add(block(layer, factors, its, power, temperature, type));
        });
    long[] others = LongStream.range(0, precisions.length).filter(i -> !taken[(int) i]).toArray();
    if (others.length > 0) {
      double[] logScale =
          Arrays.stream(others)
              .mapToDouble(i -> (rest[(int) i] * power + precisions[(int) i]) / temperature)
              .map(precision -> -Math.log(precision) / 2)
              .toArray();
      blocks.add(Spread.diagonal(BorchArray.of(logScale).toType(type, false)));
      places.add(others);
    }
    return Spread.blocks(blocks, places.stream().flatMapToLong(Arrays::stream).toArray());
  }

  /** Of the layer's matrix row by row, the bias as its last column, in the flat array. */
  private static long[] places(String layer, KroneckerFactors factors, Map<String, Long> starts) {
    int columns = Math.toIntExact(factors.inputs().getShape().get(0));
    int rows = Math.toIntExact(factors.outputs().getShape().get(0));
    int in = factors.hasBias() ? columns - 1 : columns;
    long[] places = new long[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        places[row * columns + column] =
            column < in
                ? Objects.requireNonNull(starts.get(layer + Weights.WEIGHT))
                    + (long) row * in
                    + column
                : Objects.requireNonNull(starts.get(layer + Weights.BIAS)) + row;
      }
    }
    return places;
  }

  private Spread block(
      String layer,
      KroneckerFactors factors,
      double[] prior,
      double power,
      double temperature,
      DataType type) {
    double[][] inputs = matrix(factors.inputs());
    double[][] outputs = matrix(factors.outputs());
    int columns = inputs.length;
    double[] each = columns(layer, prior, columns);
    boolean isFlat = Arrays.stream(each).allMatch(precision -> precision == 0);
    double[] scale =
        Arrays.stream(each).map(precision -> isFlat ? 1 : Math.sqrt(precision)).toArray();
    // One number for all columns scales the eigenvalues alone.
    double common = Arrays.stream(scale).allMatch(s -> s == scale[0]) ? scale[0] : 1;
    double[] shape = Arrays.stream(scale).map(s -> s / common).toArray();
    SymmetricEigen byRow = known.computeIfAbsent(List.of(layer), key -> SymmetricEigen.of(outputs));
    SymmetricEigen byColumn =
        known.computeIfAbsent(
            List.of(layer, Arrays.stream(shape).boxed().toList()),
            key -> SymmetricEigen.of(scaled(inputs, shape)));
    double[] rowValues = byRow.values();
    double[] columnValues = byColumn.values();
    double[] precisions = new double[rowValues.length * columns];
    double weight = factor * power / (common * common);
    for (int i = 0; i < rowValues.length; i++) {
      for (int j = 0; j < columns; j++) {
        // Rounding makes an eigenvalue of 0 negative.
        double bend = Math.max(rowValues[i], 0) * Math.max(columnValues[j], 0) * weight;
        precisions[i * columns + j] = (bend + (isFlat ? 0 : 1)) / temperature;
      }
    }
    Shape shapes = new Shape(rowValues.length, columns);
    return Spread.kronecker(
        transposed(byRow.vectors(), type),
        transposed(byColumn.vectors(), type),
        BorchArray.of(shapes, precisions).toType(type, false),
        BorchArray.of(scale).toType(type, false));
  }

  private static double[] columns(String layer, double[] prior, int columns) {
    double[] first = Arrays.copyOf(prior, columns);
    for (int i = 0; i < prior.length; i++) {
      double expected = first[i % columns];
      if (Math.abs(prior[i] - expected) > 1e-6 * Math.abs(expected)) {
        throw new IllegalArgumentException(
            layer
                + ": prior precisions "
                + expected
                + " and "
                + prior[i]
                + " in column "
                + i % columns
                + " of its weight and bias, expected one number for each column: others have no"
                + " Kronecker factors; use one normal prior for a weight and one for its bias, or"
                + " init(state, kept) for an episode that follows another one");
      }
    }
    return first;
  }

  private static double[][] scaled(double[][] matrix, double[] scale) {
    double[][] scaled = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        scaled[i][j] = matrix[i][j] / (scale[i] * scale[j]);
      }
    }
    return scaled;
  }

  private static double[][] matrix(NDArray array) {
    double[] flat = BorchArray.wrap(array).values();
    int n = Math.toIntExact(array.getShape().get(0));
    double[][] matrix = new double[n][];
    Arrays.setAll(matrix, i -> Arrays.copyOfRange(flat, i * n, (i + 1) * n));
    return matrix;
  }

  private static NDArray transposed(double[][] rows, DataType type) {
    return BorchArray.of(rows).toType(type, false).transpose();
  }
}
